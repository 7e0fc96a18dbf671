'use client';

import type { TidemarkClient } from '@tidemark/sync-client';
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { draftsOf } from '../own/keys.ts';
import { useOwn } from '../own/use-own.ts';
import { DraftBook, unsavedKey } from './draft-book.ts';

type Drafts = ReadonlyMap<string, string>;

const NONE: Drafts = new Map();
const books = new WeakMap<TidemarkClient, DraftBook>();

function bookOf(client: TidemarkClient): DraftBook {
  let book = books.get(client);
  if (!book) books.set(client, (book = new DraftBook(client)));
  return book;
}

/** All drafts of the account, of whatever device: the session list shows them. */
export function useDrafts(): Drafts {
  const values = useOwn('draft:');
  return useMemo(() => (values ? draftsOf(values) : NONE), [values]);
}

/** A draft, or how to make one of the draft as it is at that moment. */
type NextDraft = string | ((now: string) => string);

/** The draft of one session and the way to change it. */
export function useDraft(sessionId: string): readonly [string, (next: NextDraft) => void] {
  const book = bookOf(useClient());
  const values = useOwn('draft:');
  useEffect(() => {
    if (values) book.hear(sessionId, draftsOf(values).get(sessionId) ?? '');
  }, [book, values, sessionId]);
  useEffect(() => () => book.flush(sessionId), [book, sessionId]);
  const text = useSyncExternalStore(
    book.subscribe,
    () => book.text(sessionId),
    () => '',
  );
  const set = useCallback(
    (next: NextDraft) => book.type(sessionId, typeof next === 'string' ? next : next(book.text(sessionId))),
    [book, sessionId],
  );
  return [text, set];
}

/** At the end of a login: what was half-written goes with the rest of the store. */
export function forgetDrafts(accountId: string): void {
  try {
    window.sessionStorage.removeItem(unsavedKey(accountId));
  } catch {
    // Forbidden storage held nothing.
  }
}
