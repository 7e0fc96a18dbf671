/** What is begun and not sent, besides a draft: an answer, an edit, or another text for what waits in the outbox. */
export type Unfinished =
  | { readonly kind: 'reply'; readonly seq: number }
  | { readonly kind: 'edit'; readonly seq: number; readonly clientId: string | null; readonly text: string }
  | { readonly kind: 'amend'; readonly sessionId: string; readonly clientId: string; readonly text: string };

/** The part of `localStorage` that this needs. */
type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/**
 * What is unfinished on this device, one thing to a place: a session, or the outbox page. The same in all tabs, and there
 * again after a reload. Of messages of others it keeps no more than which.
 */
export class UnfinishedBook {
  readonly #prefix: string;
  readonly #shelf: Shelf | null;
  readonly #read = new Map<string, Unfinished | null>();
  readonly #listeners = new Set<() => void>();

  /** @param shelf where it is kept beyond this page; null where that is forbidden */
  constructor(accountId: string, shelf: Shelf | null) {
    this.#prefix = prefixOf(accountId);
    this.#shelf = shelf;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same object until it changes. */
  get(place: string): Unfinished | null {
    let found = this.#read.get(place);
    if (found === undefined) this.#read.set(place, (found = this.#load(place)));
    return found;
  }

  put(place: string, next: Unfinished | null): void {
    this.#read.set(place, next);
    try {
      if (next === null) this.#shelf?.removeItem(this.#prefix + place);
      else this.#shelf?.setItem(this.#prefix + place, JSON.stringify(next));
    } catch {
      // Full storage: it lasts as long as the page.
    }
    this.#tell();
  }

  /** Another tab has written under this key; null: under all. */
  hear(key: string | null): void {
    if (key !== null && !key.startsWith(this.#prefix)) return;
    if (key === null) this.#read.clear();
    else this.#read.delete(key.slice(this.#prefix.length));
    this.#tell();
  }

  #load(place: string): Unfinished | null {
    try {
      const parsed: unknown = JSON.parse(this.#shelf?.getItem(this.#prefix + place) ?? 'null');
      return isUnfinished(parsed) ? parsed : null;
    } catch {
      return null;
    }
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The login has ended: nothing of it stays. */
export function clearUnfinished(accountId: string, shelf: Shelf): void {
  const keys = Array.from({ length: shelf.length }, (_, n) => shelf.key(n));
  for (const key of keys) if (key?.startsWith(prefixOf(accountId))) shelf.removeItem(key);
}

function prefixOf(accountId: string): string {
  return `tidemark:unfinished:${accountId}:`;
}

function isUnfinished(value: unknown): value is Unfinished {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const { kind, seq, clientId, sessionId, text } = value as Readonly<Record<string, unknown>>;
  if (kind === 'reply') return Number.isSafeInteger(seq);
  if (kind === 'edit') {
    return Number.isSafeInteger(seq) && typeof text === 'string' && (clientId === null || typeof clientId === 'string');
  }
  return kind === 'amend' && typeof sessionId === 'string' && typeof clientId === 'string' && typeof text === 'string';
}
