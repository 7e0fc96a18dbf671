'use client';

import { Popover } from '@base-ui/react/popover';
import { latePicker } from './late-picker.tsx';

/** The emoji picker without a button of its own, at a point or an element. */
export function EmojiPop(props: {
  readonly anchor: HTMLElement | { readonly x: number; readonly y: number } | null;
  readonly accountId: string;
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
  /** It is gone, and has left the focus nowhere. */
  readonly onClosed: () => void;
}) {
  const { anchor } = props;
  const element =
    anchor === null || anchor instanceof HTMLElement
      ? anchor
      : { getBoundingClientRect: () => new DOMRect(anchor.x, anchor.y, 0, 0) };
  return (
    <Popover.Root
      open={anchor !== null}
      onOpenChange={(open) => (open ? undefined : props.onClose())}
      onOpenChangeComplete={(open) => (open ? undefined : props.onClosed())}
    >
      <Popover.Portal>
        <Popover.Positioner anchor={element} side="bottom" align="start" sideOffset={6} className="z-20">
          <Popover.Popup
            aria-label="Emoji"
            finalFocus={false}
            className="max-w-[calc(100vw-24px)] overflow-hidden rounded-lg bg-surface text-ink shadow-float outline-none"
          >
            <latePicker.Part accountId={props.accountId} onPick={props.onPick} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
