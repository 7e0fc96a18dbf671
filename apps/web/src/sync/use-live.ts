'use client';

import type { TidemarkClient } from '@tidemark/sync-client';
import { useLiveQuery } from 'dexie-react-hooks';
import { useSyncExternalStore } from 'react';
import { persistent } from './persistent.ts';

/**
 * The answer of a live query, kept up to date; undefined until the first. A failure that lasts is thrown. It is asked
 * anew when the client goes on in another store: the query would hear nothing of that one.
 */
export function useLive<T>(client: TidemarkClient, query: () => Promise<T>, deps: unknown[]): T | undefined {
  const { life } = useSyncExternalStore(client.storage.subscribe, client.storage.get, client.storage.get);
  return useLiveQuery(() => persistent(query), [client, life, ...deps]);
}
