'use client';

import { Ellipsis, Reply, SmilePlus } from 'lucide-react';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmojiButton } from '../emoji/emoji-button.tsx';
import { QUICK_EMOJI } from './quick-emoji.ts';

const [THUMB] = QUICK_EMOJI;
const look = 'h-[30px] w-8 rounded-[7px] focus-visible:-outline-offset-2';

/** The few things one does most, beside the message that one points at. A finger presses long instead. */
export function MessageToolbar(props: {
  readonly own: boolean;
  readonly accountId: string;
  readonly reactable: boolean;
  readonly repliable: boolean;
  readonly onReact: (emoji: string) => void;
  readonly onReply: () => void;
  readonly onMenu: (at: { readonly x: number; readonly y: number }) => void;
  /** It stays while something of it is open. */
  readonly onBusy: (busy: boolean) => void;
}) {
  return (
    <div
      role="toolbar"
      aria-label="Message actions"
      className={cx(
        'absolute top-0 z-4 flex rounded-md bg-surface p-0.5 shadow-float max-wide:hidden',
        // Beside the message where there is room, else on its corner.
        props.own
          ? '@min-[830px]:end-[calc(100%+8px)] @max-[830px]:start-0 @max-[830px]:-top-5'
          : '@min-[830px]:start-[calc(100%+8px)] @max-[830px]:end-0 @max-[830px]:-top-5',
      )}
    >
      {props.reactable ? (
        <>
          <IconButton label={`React with ${THUMB}`} className={look} onClick={() => props.onReact(THUMB)}>
            <span className="text-[1rem] leading-none">{THUMB}</span>
          </IconButton>
          <EmojiButton
            accountId={props.accountId}
            onPick={props.onReact}
            onOpenChange={props.onBusy}
            trigger={
              <IconButton label="React" className={look}>
                <SmilePlus aria-hidden="true" />
              </IconButton>
            }
          />
        </>
      ) : null}
      {props.repliable ? (
        <IconButton label="Reply" className={look} onClick={props.onReply}>
          <Reply aria-hidden="true" className="rtl:-scale-x-100" />
        </IconButton>
      ) : null}
      <IconButton
        label="More"
        aria-haspopup="menu"
        className={look}
        onClick={({ currentTarget }) => {
          // A point and not the button, which goes as soon as the menu has the focus.
          const { left, bottom } = currentTarget.getBoundingClientRect();
          props.onMenu({ x: left, y: bottom });
        }}
      >
        <Ellipsis aria-hidden="true" />
      </IconButton>
    </div>
  );
}
