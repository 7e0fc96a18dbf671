'use client';

import type { TidemarkClient } from '@tidemark/sync-client';
import { liveQuery } from 'dexie';
import { useMemo, useRef, useSyncExternalStore } from 'react';
import { SharedQueries } from './shared-query.ts';

const shared = new WeakMap<TidemarkClient, SharedQueries>();

function queriesOf(client: TidemarkClient): SharedQueries {
  let queries = shared.get(client);
  if (!queries) shared.set(client, (queries = new SharedQueries(liveQuery)));
  return queries;
}

/**
 * The answer of a live query, kept up to date; undefined until the first, and the last one of the query before while
 * the first of another name is awaited. A failure that lasts is thrown. What has the same `name` is one query for the
 * whole page. It is asked anew when the client goes on in another store: the query would hear nothing of that one.
 */
export function useLive<T>(client: TidemarkClient, name: string, query: () => Promise<T>): T | undefined {
  const { life } = useSyncExternalStore(client.storage.subscribe, client.storage.get, client.storage.get);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- a query is known by its name
  const running = useMemo(() => queriesOf(client).of(`${life} ${name}`, query), [client, life, name]);
  const { value, failure } = useSyncExternalStore(running.subscribe, running.get, running.get);
  const last = useRef<T | undefined>(undefined);
  if (failure) throw failure.error;
  if (value !== undefined) last.current = value;
  return last.current;
}
