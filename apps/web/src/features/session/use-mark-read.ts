'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useCallback, useEffect, useRef } from 'react';
import { useClient } from '../../sync/hooks.ts';

/** Moves the read marker to what has been in view while the page was in front of someone. */
export function useMarkRead(session: SessionListItem): (seenSeq: number | null) => void {
  const client = useClient();
  const { sessionId, readSeq, member } = session;
  const seen = useRef(0);
  const marked = useRef(0);

  const flush = useCallback(() => {
    if (!member || document.visibilityState !== 'visible' || !document.hasFocus()) return;
    const seq = seen.current;
    if (seq <= readSeq || seq <= marked.current) return;
    marked.current = seq;
    client.markRead(sessionId, seq).catch(() => {
      marked.current = 0;
    });
  }, [client, sessionId, readSeq, member]);

  useEffect(() => {
    flush();
    window.addEventListener('focus', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      window.removeEventListener('focus', flush);
      document.removeEventListener('visibilitychange', flush);
    };
  }, [flush]);

  return useCallback(
    (seenSeq: number | null) => {
      if (seenSeq !== null && seenSeq > seen.current) seen.current = seenSeq;
      flush();
    },
    [flush],
  );
}
