'use client';

import { useLiveQuery } from 'dexie-react-hooks';
import { persistent } from './persistent.ts';

/** The answer of a live query, kept up to date; undefined until the first. A failure that lasts is thrown. */
export function useLive<T>(query: () => Promise<T>, deps: unknown[]): T | undefined {
  return useLiveQuery(() => persistent(query), deps);
}
