import type { SessionListItem } from '@tidemark/sync-client';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Box } from '../settings/box.tsx';
import { heldOf } from './held.ts';

const FEW = 12;
const count = (n: number): string => n.toLocaleString('en');

/** Of each chat: which stretches are on this device, and which are gaps. */
export function HeldRanges(props: { readonly sessions: readonly SessionListItem[] }) {
  const [all, setAll] = useState(false);
  const { sessions } = props;
  const shown = all ? sessions : sessions.slice(0, FEW);
  return (
    <Box title="Held ranges" aside={<Legend />}>
      <ul className="grid gap-2 px-[18px] py-3.5">
        {shown.map((session) => (
          <Row key={session.sessionId} session={session} />
        ))}
      </ul>
      {sessions.length === 0 ? <p className="px-[18px] pb-4 text-small text-ink-2">No chats on this device.</p> : null}
      {sessions.length > shown.length ? (
        <div className="px-[10px] pb-3">
          <Button small look="plain" onClick={() => setAll(true)}>
            Show all {count(sessions.length)}
          </Button>
        </div>
      ) : null}
    </Box>
  );
}

function Row({ session }: { readonly session: SessionListItem }) {
  const { stretches, held, total, gaps } = heldOf(session);
  const rest = gaps === 0 ? 'whole' : gaps === 1 ? '1 gap' : `${count(gaps)} gaps`;
  return (
    <li className="grid grid-cols-[150px_minmax(0,1fr)_150px_60px] items-center gap-x-3.5 gap-y-1 text-small max-wide:grid-cols-[minmax(0,1fr)_auto_auto]">
      <span className="truncate">
        <bdi>{session.name}</bdi>
      </span>
      <div
        aria-hidden="true"
        className="relative h-3.5 overflow-hidden rounded-[4px] bg-[repeating-linear-gradient(-45deg,var(--color-sunken)_0_4px,var(--color-gap)_4px_5px)] max-wide:col-span-3 max-wide:row-start-2"
      >
        {stretches.map(({ from, to }) => (
          <span
            key={from}
            className="absolute inset-y-0 min-w-px bg-tide opacity-80"
            style={{ insetInlineStart: `${from * 100}%`, width: `${(to - from) * 100}%` }}
          />
        ))}
      </div>
      <span className="tabular text-end text-ink-2">
        {count(held)} of {count(total)}
      </span>
      <span className="tabular text-end text-ink-3">{rest}</span>
    </li>
  );
}

function Legend() {
  return (
    <span aria-hidden="true" className="flex gap-3.5 text-caption text-ink-2">
      <span className="flex items-center gap-1.5">
        <span className="h-2.5 w-[18px] rounded-[3px] bg-tide opacity-80" />
        held
      </span>
      <span className="flex items-center gap-1.5">
        <span className="h-2.5 w-[18px] rounded-[3px] bg-[repeating-linear-gradient(-45deg,var(--color-sunken)_0_4px,var(--color-gap)_4px_5px)]" />
        gap
      </span>
    </span>
  );
}
