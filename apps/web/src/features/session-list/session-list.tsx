'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import type { SessionListItem } from '@tidemark/sync-client';
import { Ellipsis } from 'lucide-react';
import { useCallback, useRef } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { useNow } from '../../time/use-now.ts';
import { oneLine } from './preview.ts';
import { SessionRow } from './session-row.tsx';
import { useDrafts } from '../composer/drafts.ts';
import type { Marks } from '../own/keys.ts';
import { useListReached } from '../company/use-reached.ts';
import { lastStateOf } from './last-state.ts';
import type { SessionFilter } from './filter.ts';
import { rowMenu, useRowMenu } from './use-row-menu.ts';

/** Past this many rows only those near the view are built. */
const ALL_ROWS = 60;

/** The sessions, newest activity first. */
export function SessionList(props: {
  readonly sessions: readonly SessionListItem[];
  readonly openId: string | null;
  readonly marks: Marks;
  readonly filter: SessionFilter;
}) {
  'use no memo';
  const { sessions, openId, marks } = props;
  const menu = useRowMenu();
  const scroller = useRef<HTMLDivElement>(null);
  const { account } = useClient();
  const drafts = useDrafts();
  const now = useNow();
  const reachedIn = useListReached(sessions);
  const virtual = sessions.length > ALL_ROWS;
  const virtualizer = useVirtualizer({
    count: sessions.length,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => (window.matchMedia('(pointer: coarse), (max-width: 45rem)').matches ? 72 : 66),
    getItemKey: useCallback((index: number) => sessions[index]?.sessionId ?? index, [sessions]),
    overscan: 16,
  });
  const row = (session: SessionListItem) => (
    <div className="group/row relative" onContextMenu={menu.byContext(session.sessionId)}>
      <SessionRow
        session={session}
        selfId={account.userId}
        open={session.sessionId === openId}
        draft={oneLine(drafts.get(session.sessionId) ?? '')}
        now={now}
        state={lastStateOf(session, reachedIn(session), account.userId)}
        marks={marks}
        filter={props.filter}
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
      {virtual ? (
        <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const session = sessions[item.index];
            return session ? (
              <li
                key={item.key}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row(session)}
              </li>
            ) : null;
          })}
        </ul>
      ) : (
        <ul>
          {sessions.map((session) => (
            <li key={session.sessionId}>{row(session)}</li>
          ))}
        </ul>
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
