import type { Observable, Subscription } from 'dexie';
import { keepEqual } from './keep-equal.ts';

/** What a live query has answered: undefined until the first time; a failure that lasts. */
export type Answered<T> = { readonly value: T | undefined; readonly failure: { readonly error: unknown } | null };

/** Can be followed by any number of readers; runs while there is one. */
export type SharedQuery<T> = {
  /** Calls `told` with every answer that differs from the one before. Returns how to stop. */
  readonly subscribe: (told: () => void) => () => void;
  readonly get: () => Answered<T>;
};

/** Runs a query now and after every change of what it has read. */
export type Live = <T>(query: () => Promise<T>) => Observable<T>;

const NOT_YET: Answered<never> = { value: undefined, failure: null };

/**
 * A live query that runs once for all who follow it. Parts of an answer that say the same as before are the same
 * objects, and an answer that says nothing new is told to nobody.
 * @param ended called when nobody follows it any more
 */
function sharedQuery<T>(live: Live, query: () => Promise<T>, ended: () => void): SharedQuery<T> {
  const readers = new Set<() => void>();
  let answered: Answered<T> = NOT_YET;
  let running: Subscription | null = null;
  const take = (next: Answered<T>) => {
    answered = next;
    for (const told of readers) told();
  };
  return {
    subscribe(told) {
      // One reader may come twice: each is told on its own.
      const reader = () => told();
      readers.add(reader);
      running ??= live(query).subscribe({
        next(read) {
          const value = keepEqual(answered.value, read);
          if (answered.value === undefined || value !== answered.value) take({ value, failure: null });
        },
        error: (error: unknown) => take({ value: answered.value, failure: { error } }),
      });
      return () => {
        readers.delete(reader);
        if (readers.size > 0) return;
        running?.unsubscribe();
        running = null;
        ended();
      };
    },
    get: () => answered,
  };
}

/** The live queries that run for one client, by name: the same name is the same query. */
export class SharedQueries {
  readonly #live: Live;
  readonly #running = new Map<string, SharedQuery<unknown>>();

  constructor(live: Live) {
    this.#live = live;
  }

  of<T>(name: string, query: () => Promise<T>): SharedQuery<T> {
    const known = this.#running.get(name);
    if (known) return known as SharedQuery<T>;
    const made = sharedQuery(this.#live, query, () => {
      if (this.#running.get(name) === made) this.#running.delete(name);
    });
    this.#running.set(name, made);
    return made;
  }
}
