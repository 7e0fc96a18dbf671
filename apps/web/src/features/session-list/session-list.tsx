'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { Ellipsis } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { later } from '../../ui/later.tsx';
import { useNow } from '../../time/use-now.ts';
import { oneLine } from './preview.ts';
import { SessionRow } from './session-row.tsx';
import { useDrafts } from '../composer/drafts.ts';
import type { Marks } from '../own/keys.ts';
import { useListReached } from '../company/use-reached.ts';
import { lastStateOf } from './last-state.ts';
import { rowMenu, useRowMenu } from './use-row-menu.ts';

/** Past this many rows only those near the view are built. */
const ALL_ROWS = 60;

const longList = later(async () => (await import('./long-list.tsx')).LongList, {
  waiting: ({ sessions, row }) => <ShortList sessions={sessions.slice(0, ALL_ROWS)} row={row} />,
});

/** The sessions, newest activity first. */
export function SessionList(props: {
  readonly sessions: readonly SessionListItem[];
  readonly openId: string | null;
  readonly marks: Marks;
}) {
  const { sessions, openId, marks } = props;
  const menu = useRowMenu();
  const scroller = useRef<HTMLDivElement>(null);
  const { account } = useClient();
  const drafts = useDrafts();
  const now = useNow();
  const reachedIn = useListReached(sessions);
  const row = (session: SessionListItem) => (
    <div
      data-session-id={session.sessionId}
      // The browser would show the address of the link.
      className="group/row relative [-webkit-touch-callout:none] [@media(hover:none)]:select-none [@media(hover:none)]:[&_a]:[-webkit-user-drag:none]"
      onContextMenu={menu.byContext(session.sessionId)}
      {...menu.byTouch}
    >
      <SessionRow
        session={session}
        selfId={account.userId}
        open={session.sessionId === openId}
        draft={oneLine(drafts.get(session.sessionId) ?? '')}
        now={now}
        state={lastStateOf(session, reachedIn(session), account.userId)}
        marks={marks}
      />
      <button
        type="button"
        aria-label={`Actions for ${session.name}`}
        aria-haspopup="menu"
        aria-expanded={menu.openId === session.sessionId}
        onClick={menu.byButton(session.sessionId)}
        className="absolute end-2 bottom-2 grid size-7 place-items-center rounded-md bg-surface text-ink-2 opacity-0 shadow-[inset_0_0_0_1px_var(--color-line)] group-hover/row:opacity-100 focus-visible:opacity-100 aria-expanded:opacity-100 [@media(hover:none)]:hidden"
      >
        <Ellipsis aria-hidden="true" className="size-4" />
      </button>
    </div>
  );
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-2 [scrollbar-width:thin] max-wide:px-2">
      {sessions.length > ALL_ROWS ? (
        <longList.Part sessions={sessions} scroller={scroller} row={row} />
      ) : (
        <ShortList sessions={sessions} row={row} />
      )}
      {rowMenu.isHere() ? (
        <rowMenu.Part
          session={sessions.find(({ sessionId }) => sessionId === menu.openId) ?? null}
          anchor={menu.anchor}
          marks={marks}
          onClose={menu.close}
          finalFocus={menu.finalFocus}
        />
      ) : null}
    </div>
  );
}

function ShortList(props: {
  readonly sessions: readonly SessionListItem[];
  readonly row: (session: SessionListItem) => ReactNode;
}) {
  return (
    <ul>
      {props.sessions.map((session) => (
        <li key={session.sessionId}>{props.row(session)}</li>
      ))}
    </ul>
  );
}
