'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { isInFront } from '../../ui/use-in-front.ts';
import { PacedMarks } from './paced-marks.ts';

/** Moves the read marker to what has been in view while the page was in front of someone. */
export function useMarkRead(session: SessionListItem): (seenSeq: number | null) => void {
  const client = useClient();
  const { sessionId, readSeq, member, marked: isMarked } = session;
  const seen = useRef(0);
  const marks = useMemo(() => new PacedMarks((seq) => client.markRead(sessionId, seq), later), [client, sessionId]);

  const look = useCallback(() => {
    // What one has marked as unread stays so until one comes back to it.
    if (!member || isMarked || !isInFront()) return;
    if (seen.current > readSeq) marks.see(seen.current);
  }, [marks, readSeq, member, isMarked]);

  useEffect(() => {
    look();
    window.addEventListener('focus', look);
    const turned = () => (document.visibilityState === 'visible' ? look() : marks.flush());
    document.addEventListener('visibilitychange', turned);
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', turned);
    };
  }, [look, marks]);

  useEffect(() => () => marks.flush(), [marks]);

  return useCallback(
    (seenSeq: number | null) => {
      if (seenSeq !== null && seenSeq > seen.current) seen.current = seenSeq;
      look();
    },
    [look],
  );
}

function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
