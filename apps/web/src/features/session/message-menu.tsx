'use client';

import { Menu } from '@base-ui/react/menu';
import {
  Copy,
  EyeOff,
  Forward,
  Info,
  Link,
  ListChecks,
  type LucideIcon,
  Mail,
  Pencil,
  Pin,
  PinOff,
  Reply,
  SmilePlus,
  Star,
  StarOff,
  Trash2,
} from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import { popItemClass } from '../../ui/popover.tsx';
import type { ActionId } from './actions.ts';
import { QUICK_EMOJI } from './quick-emoji.ts';

/** Where the menu opens: at a point, or at an element. */
export type MenuAnchor = { readonly x: number; readonly y: number } | HTMLElement;

const ITEMS: Readonly<Record<ActionId, { readonly words: string; readonly icon: LucideIcon }>> = {
  reply: { words: 'Reply', icon: Reply },
  edit: { words: 'Edit', icon: Pencil },
  'copy-text': { words: 'Copy text', icon: Copy },
  'copy-link': { words: 'Copy link', icon: Link },
  forward: { words: 'Forward', icon: Forward },
  pin: { words: 'Pin', icon: Pin },
  unpin: { words: 'Unpin', icon: PinOff },
  star: { words: 'Star', icon: Star },
  unstar: { words: 'Remove star', icon: StarOff },
  unread: { words: 'Mark unread from here', icon: Mail },
  select: { words: 'Select', icon: ListChecks },
  info: { words: 'Info', icon: Info },
  hide: { words: 'Delete for me', icon: EyeOff },
  recall: { words: 'Recall for everyone', icon: Trash2 },
};

/** What can be done with one message. One menu serves the whole list. */
export function MessageMenu(props: {
  readonly open: boolean;
  readonly anchor: MenuAnchor | null;
  readonly actions: readonly ActionId[];
  readonly reactable: boolean;
  readonly onClose: () => void;
  readonly onAction: (id: ActionId) => void;
  readonly onReact: (emoji: string) => void;
  readonly onMoreEmoji: () => void;
  /** It is gone, and has left the focus nowhere. */
  readonly onClosed: () => void;
}) {
  const { anchor } = props;
  return (
    <Menu.Root
      open={props.open}
      onOpenChange={(open) => (open ? undefined : props.onClose())}
      onOpenChangeComplete={(open) => (open ? undefined : props.onClosed())}
      modal={false}
    >
      <Menu.Portal>
        <Menu.Positioner
          anchor={anchor === null || anchor instanceof HTMLElement ? anchor : pointAt(anchor)}
          side="bottom"
          align="start"
          sideOffset={4}
          className="z-20"
        >
          <Menu.Popup
            aria-label="Message actions"
            finalFocus={false}
            className="grid max-h-(--available-height) w-[236px] max-w-[calc(100vw-24px)] gap-px overflow-y-auto [scrollbar-width:thin] rounded-lg bg-surface p-1.5 text-ink shadow-float outline-none transition-[opacity,scale] duration-140 ease-out data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0"
          >
            {props.reactable ? (
              <Menu.Group className="mb-1 flex justify-between border-b border-line pb-1.5">
                {QUICK_EMOJI.map((emoji) => (
                  <Menu.Item
                    key={emoji}
                    aria-label={`React with ${emoji}`}
                    onClick={() => props.onReact(emoji)}
                    className="grid size-8 cursor-pointer place-items-center rounded-md text-[1.125rem] leading-none outline-none data-highlighted:bg-hover max-wide:size-9"
                  >
                    {emoji}
                  </Menu.Item>
                ))}
                <Menu.Item
                  aria-label="More emoji"
                  onClick={props.onMoreEmoji}
                  className="grid size-8 cursor-pointer place-items-center rounded-md text-ink-2 outline-none data-highlighted:bg-hover max-wide:size-9"
                >
                  <SmilePlus aria-hidden="true" className="size-[18px] stroke-[1.75]" />
                </Menu.Item>
              </Menu.Group>
            ) : null}
            {props.actions.map((id) => {
              const { words, icon: Icon } = ITEMS[id];
              return (
                <Menu.Item
                  key={id}
                  onClick={() => props.onAction(id)}
                  className={cx(
                    popItemClass,
                    'min-h-[34px] cursor-pointer outline-none data-highlighted:bg-hover',
                    id === 'recall' && 'text-coral [&_svg]:text-coral',
                  )}
                >
                  <Icon aria-hidden="true" className={id === 'reply' ? 'rtl:-scale-x-100' : undefined} />
                  {words}
                </Menu.Item>
              );
            })}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function pointAt({ x, y }: { readonly x: number; readonly y: number }) {
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
}
