'use client';

import { useMemo, useSyncExternalStore } from 'react';

type Drafts = ReadonlyMap<string, string>;

const NONE: Drafts = new Map();

/** Half-written messages of one account on this browser profile, by session. Shared by its tabs. */
class DraftStore {
  private drafts: Drafts = NONE;
  private readonly key: string;
  private readonly listeners = new Set<() => void>();

  constructor(accountId: string) {
    this.key = keyOf(accountId);
    this.read();
    window.addEventListener('storage', (event) => {
      if (event.key !== this.key && event.key !== null) return;
      this.read();
      this.notify();
    });
  }

  readonly get = (): Drafts => this.drafts;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(sessionId: string, text: string): void {
    if ((this.drafts.get(sessionId) ?? '') === text) return;
    const next = new Map(this.drafts);
    if (text === '') next.delete(sessionId);
    else next.set(sessionId, text);
    this.drafts = next;
    try {
      if (next.size === 0) window.localStorage.removeItem(this.key);
      else window.localStorage.setItem(this.key, JSON.stringify([...next]));
    } catch {
      // Full or forbidden storage: the draft lives in memory then.
    }
    this.notify();
  }

  private read(): void {
    try {
      const parsed: unknown = JSON.parse(window.localStorage.getItem(this.key) ?? '[]');
      this.drafts = new Map(Array.isArray(parsed) ? parsed.filter(isDraft) : []);
    } catch {
      this.drafts = NONE;
    }
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}

const stores = new Map<string, DraftStore>();

function storeOf(accountId: string): DraftStore {
  let store = stores.get(accountId);
  if (!store) stores.set(accountId, (store = new DraftStore(accountId)));
  return store;
}

/** All drafts of an account: the session list shows them. */
export function useDrafts(accountId: string): Drafts {
  const store = storeOf(accountId);
  return useSyncExternalStore(store.subscribe, store.get, () => NONE);
}

/** A draft, or how to make one of the draft as it is at that moment. */
type NextDraft = string | ((now: string) => string);

/** The draft of one session and the way to change it. */
export function useDraft(accountId: string, sessionId: string): readonly [string, (next: NextDraft) => void] {
  const text = useDrafts(accountId).get(sessionId) ?? '';
  const set = useMemo(() => {
    const store = storeOf(accountId);
    return (next: NextDraft) =>
      store.set(sessionId, typeof next === 'string' ? next : next(store.get().get(sessionId) ?? ''));
  }, [accountId, sessionId]);
  return [text, set];
}

/** At the end of a login: what was half-written goes with the rest of the store. */
export function forgetDrafts(accountId: string): void {
  stores.delete(accountId);
  try {
    window.localStorage.removeItem(keyOf(accountId));
  } catch {
    // Forbidden storage held nothing.
  }
}

function keyOf(accountId: string): string {
  return `tidemark:drafts:${accountId}`;
}

function isDraft(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
