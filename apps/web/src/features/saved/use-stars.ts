'use client';

import { messagePrefixes, starredBy } from '@tidemark/sync-client';
import { useMemo } from 'react';
import { useOwn } from '../own/use-own.ts';

const NONE: ReadonlySet<number> = new Set();

/** What one has starred in a session, by SeqId. */
export function useStars(sessionId: string): ReadonlySet<number> {
  const values = useOwn(messagePrefixes.stars(sessionId));
  return useMemo(() => {
    if (!values || values.size === 0) return NONE;
    return new Set([...values.keys()].flatMap((key) => starredBy(key)?.seq ?? []));
  }, [values]);
}

/** How much is starred in all. */
export function useStarCount(): number {
  return useOwn(messagePrefixes.stars())?.size ?? 0;
}
