import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { iconButtonClass } from './button.tsx';

/** A dialog over the page. Focus starts in `initialFocus` and returns to where it came from. */
export function Modal(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}) {
  return (
    <Dialog.Root open={props.open} onOpenChange={(open) => (open ? undefined : props.onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-scrim transition-opacity duration-140 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          initialFocus={props.initialFocus}
          className="fixed top-[max(16px,14dvh)] left-1/2 z-40 flex max-h-[calc(100dvh-32px)] w-[440px] max-w-[calc(100vw-24px)] -translate-x-1/2 flex-col overflow-auto rounded-xl bg-surface text-ink shadow-dialog outline-none transition-[opacity,scale] duration-140 ease-out data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0"
        >
          <header className="flex items-center gap-2 ps-5 pe-3 pt-4 pb-2.5">
            <Dialog.Title className="min-w-0 flex-1 text-title font-[620] tracking-[-0.01em] wrap-anywhere">
              {props.title}
            </Dialog.Title>
            <Dialog.Close aria-label="Close" title="Close" className={iconButtonClass()}>
              <X aria-hidden="true" />
            </Dialog.Close>
          </header>
          {props.description ? (
            <Dialog.Description className="px-5 pb-3 text-ink-2">{props.description}</Dialog.Description>
          ) : null}
          {props.children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
