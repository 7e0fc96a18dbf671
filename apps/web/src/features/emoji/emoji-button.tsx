'use client';

import { lazy, type ReactElement, type RefObject, Suspense, useState } from 'react';
import { Pop } from '../../ui/popover.tsx';
import { loadPicker } from './load.ts';

const Picker = lazy(async () => ({ default: (await loadPicker()).Picker }));

/** A button that opens the emoji picker. */
export function EmojiButton(props: {
  readonly trigger: ReactElement;
  readonly accountId: string;
  readonly side?: 'top' | 'bottom';
  readonly onPick: (emoji: string) => void;
  /** Where the focus goes when it closes; to the button unless told. */
  readonly returnTo?: RefObject<HTMLElement | null>;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Pop
      label="Emoji"
      side={props.side ?? 'top'}
      align="end"
      open={open}
      onOpenChange={setOpen}
      returnTo={props.returnTo}
      className="overflow-hidden"
      trigger={props.trigger}
    >
      <Suspense fallback={<div className="h-[352px] w-[336px] max-w-full" />}>
        <Picker
          accountId={props.accountId}
          onPick={(emoji) => {
            setOpen(false);
            props.onPick(emoji);
          }}
        />
      </Suspense>
    </Pop>
  );
}
