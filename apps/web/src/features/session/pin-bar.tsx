'use client';

import type { PinnedMessage } from '@tidemark/sync-client';
import { Pin } from 'lucide-react';
import { useState } from 'react';
import { messageLine } from '../session-list/preview.ts';

/** What is pinned, one at a time: pressing goes there, and on to the next. */
export function PinBar(props: { readonly pinned: readonly PinnedMessage[]; readonly onJump: (seq: number) => void }) {
  const [turn, setTurn] = useState(0);
  const { pinned } = props;
  const at = turn % Math.max(1, pinned.length);
  const shown = pinned[at];
  if (!shown) return null;
  return (
    <button
      type="button"
      aria-label={`Pinned message ${at + 1} of ${pinned.length}: ${wordsOf(shown)}`}
      onClick={() => {
        props.onJump(shown.seq);
        setTurn(at + 1);
      }}
      className="flex h-11 shrink-0 items-center gap-3 border-b border-line bg-panel px-[18px] text-start hover:bg-hover focus-visible:-outline-offset-2 max-wide:px-3"
    >
      <span aria-hidden="true" className="grid h-7 w-[3px] shrink-0 gap-0.5">
        {pinned.slice(0, 6).map(({ seq }, index) => (
          <span key={seq} className={index === at ? 'rounded-full bg-tide' : 'rounded-full bg-edge/45'} />
        ))}
      </span>
      <Pin aria-hidden="true" className="size-4 shrink-0 stroke-[1.75] text-tide" />
      <span className="grid min-w-0 flex-1">
        <span className="text-caption font-semibold text-tide">
          {pinned.length === 1 ? 'Pinned' : `Pinned, ${at + 1} of ${pinned.length}`}
        </span>
        <span dir="auto" className="truncate text-small text-ink-2">
          {wordsOf(shown)}
        </span>
      </span>
    </button>
  );
}

function wordsOf({ seq, text }: PinnedMessage): string {
  return text === null ? `Message #${seq}` : messageLine(text, 200);
}
