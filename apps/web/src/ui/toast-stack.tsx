'use client';

import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { buttonClass, iconButtonClass } from './button.tsx';
import type { Notice, Notices } from './notices.ts';

const manager = Toast.createToastManager();
/** So long one can read it, and undo it, in ms. */
const TOAST_MS = 5000;

/** Shows what is said, one above the other, each for as long as it takes to read it. */
export function ToastStack({ notices }: { readonly notices: Notices }) {
  useEffect(() => {
    const show = () => notices.take().forEach(add);
    show();
    return notices.subscribe(show);
  }, [notices]);
  return (
    <Toast.Provider toastManager={manager} limit={2}>
      <Toast.Portal>
        <Toast.Viewport className="fixed start-4 bottom-[84px] z-50 grid w-[340px] max-w-[calc(100vw-32px)] gap-2">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function add({ text, undo }: Notice): void {
  const id: string = manager.add({
    description: text,
    timeout: TOAST_MS,
    ...(undo && {
      actionProps: {
        children: 'Undo',
        onClick: () => {
          manager.close(id);
          undo();
        },
      },
    }),
  });
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      // Said by the viewport's live region; as a dialog it would claim more than it is.
      role="group"
      aria-label="Notice"
      className="rounded-lg bg-surface text-ink shadow-float transition-opacity duration-140 data-ending-style:opacity-0 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-2 py-1 ps-4 pe-1">
        <Toast.Description className="min-w-0 flex-1 py-2 text-small wrap-anywhere" />
        {item.actionProps ? <Toast.Action className={buttonClass('plain', true)} /> : null}
        <Toast.Close aria-label="Dismiss" className={iconButtonClass()}>
          <X aria-hidden="true" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
