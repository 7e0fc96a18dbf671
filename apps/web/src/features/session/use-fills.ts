'use client';

import { ActionError, type FillAnchor } from '@tidemark/sync-client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isOnline, useClient, useStatus } from '../../sync/hooks.ts';
import type { Anchor, SeenGap } from './list-view.ts';
import type { GapState } from './row-parts.tsx';

const RETRY_MS = 3000;
/** An answer that fills nothing is asked for no more than so often. */
const VAIN_TRIES = 3;
/** Until then what has come is on screen; the same is not asked for meanwhile. */
const SHOWN_MS = 1000;

/** Fills gaps that come into view, each once at a time, and says how it goes. */
export function useFills(sessionId: string, newest: number, goal: Anchor) {
  const client = useClient();
  const online = isOnline(useStatus());
  const [trouble, setTrouble] = useState<ReadonlyMap<string, GapState>>(new Map());
  const [, setTick] = useState(0);
  const asked = useRef(new Map<string, number>());
  const running = useRef(new Set<string>());
  const recent = useRef(new Set<string>());

  useEffect(() => {
    if (online) setTrouble(new Map());
  }, [online]);

  const fill = useCallback(
    async (gap: SeenGap) => {
      const { key } = gap.row;
      const anchor = anchorOf(gap, newest, goal);
      // By what is asked for, since a gap that has just filled may go by another key for a moment.
      const what = JSON.stringify(anchor);
      if (running.current.has(key) || recent.current.has(what)) return;
      const tries = (asked.current.get(what) ?? 0) + 1;
      if (tries > VAIN_TRIES) return setTrouble((known) => new Map(known).set(key, 'failed'));
      asked.current.set(what, tries);
      running.current.add(key);
      recent.current.add(what);
      try {
        await client.fill(sessionId, anchor);
        setTimeout(() => {
          recent.current.delete(what);
          setTick((n) => n + 1);
        }, SHOWN_MS);
      } catch (cause) {
        const retryable = cause instanceof ActionError && cause.retryable;
        asked.current.delete(what);
        recent.current.delete(what);
        setTrouble((known) => new Map(known).set(key, retryable ? 'offline' : 'failed'));
        if (retryable) setTimeout(() => setTrouble((known) => without(known, key)), RETRY_MS);
      } finally {
        running.current.delete(key);
      }
    },
    [client, sessionId, newest, goal],
  );

  /** Called with the gaps in view, after every change of the view. */
  const see = useCallback(
    (gaps: readonly SeenGap[]) => {
      if (!online) return;
      for (const gap of gaps) if (!trouble.has(gap.row.key)) void fill(gap);
    },
    [online, trouble, fill],
  );

  const retry = useCallback((key: string) => {
    asked.current.clear();
    setTrouble((known) => without(known, key));
  }, []);

  const stateOf = (key: string): GapState => trouble.get(key) ?? (online ? 'filling' : 'offline');
  return { see, retry, stateOf };
}

/** From which side to fill: the one that is being read. */
function anchorOf(gap: SeenGap, newest: number, goal: Anchor): FillAnchor {
  const { range } = gap.row;
  if (gap.before === null && gap.after === null) {
    if (goal.kind === 'seq' && goal.seq >= range.from && goal.seq <= range.to) return { at: 'around', seq: goal.seq };
    return range.to >= newest ? { at: 'newest' } : { at: 'before', seq: range.to + 1 };
  }
  if (gap.after === null)
    return range.to >= newest && goal.kind === 'end' ? { at: 'newest' } : { at: 'after', seq: range.from - 1 };
  if (gap.before === null || gap.above) return { at: 'before', seq: range.to + 1 };
  return { at: 'after', seq: range.from - 1 };
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  const next = new Map(map);
  next.delete(key);
  return next;
}
