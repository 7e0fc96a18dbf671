'use client';

import { type RefObject, useState } from 'react';
import { Pop } from '../../ui/popover.tsx';
import type { PopTrigger } from '../../ui/popover-panel.tsx';
import { latePicker } from './late-picker.tsx';

/** A button that opens the emoji picker. */
export function EmojiButton(props: {
  readonly trigger: PopTrigger;
  readonly accountId: string;
  readonly side?: 'top' | 'bottom';
  readonly onPick: (emoji: string) => void;
  readonly onOpenChange?: (open: boolean) => void;
  /** Where the focus goes when it closes; to the button unless told. */
  readonly returnTo?: RefObject<HTMLElement | null>;
}) {
  const [open, setOpen] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    props.onOpenChange?.(next);
  };
  return (
    <Pop
      label="Emoji"
      side={props.side ?? 'top'}
      align="end"
      open={open}
      onOpenChange={change}
      returnTo={props.returnTo}
      className="overflow-hidden"
      trigger={props.trigger}
    >
      <latePicker.Part
        accountId={props.accountId}
        onPick={(emoji) => {
          change(false);
          props.onPick(emoji);
        }}
      />
    </Pop>
  );
}
