'use client';

import type { TidemarkClient } from '@tidemark/sync-client';
import { useCallback, useSyncExternalStore } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { clearUnfinished, type Unfinished, UnfinishedBook } from './unfinished.ts';

const books = new WeakMap<TidemarkClient, UnfinishedBook>();

function bookOf(client: TidemarkClient): UnfinishedBook {
  const known = books.get(client);
  if (known) return known;
  const book = new UnfinishedBook(client.account.userId, shelf());
  books.set(client, book);
  window.addEventListener('storage', ({ key }) => book.hear(key));
  return book;
}

/** What is unfinished at a place, the way to change it, and to see how it is at that moment. */
export function useUnfinished(place: string) {
  const book = bookOf(useClient());
  const read = useCallback(() => book.get(place), [book, place]);
  const kept = useSyncExternalStore(book.subscribe, read, () => null);
  const put = useCallback((next: Unfinished | null) => book.put(place, next), [book, place]);
  return { kept, put, read };
}

/** At the end of a login: what was begun goes with the rest of the store. */
export function forgetUnfinished(accountId: string): void {
  const kept = shelf();
  if (kept) clearUnfinished(accountId, kept);
}

function shelf(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
