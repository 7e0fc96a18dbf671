'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import type { SessionListItem } from '@tidemark/sync-client';
import { type ReactNode, type RefObject, useCallback } from 'react';

/** A list that builds only the rows near the view. All rows are of one height. */
export function LongList(props: {
  readonly sessions: readonly SessionListItem[];
  readonly scroller: RefObject<HTMLElement | null>;
  readonly row: (session: SessionListItem) => ReactNode;
}) {
  'use no memo';
  const { sessions, scroller } = props;
  const virtualizer = useVirtualizer({
    count: sessions.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (window.matchMedia('(pointer: coarse), (max-width: 45rem)').matches ? 72 : 66),
    getItemKey: useCallback((index: number) => sessions[index]?.sessionId ?? index, [sessions]),
    overscan: 16,
  });
  return (
    <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map((item) => {
        const session = sessions[item.index];
        return session ? (
          <li key={item.key} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${item.start}px)` }}>
            {props.row(session)}
          </li>
        ) : null;
      })}
    </ul>
  );
}
