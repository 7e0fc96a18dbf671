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

/** The time as a page has it, and a timer of its own; `after` returns what calls it off. In ms. */
export type Timing = { readonly now: () => number; readonly after: (ms: number, run: () => void) => () => void };

/** A query that has answered so often within so many ms rests before it is asked again. */
export const PACE = { answers: 3, withinMs: 400, restMs: 200 } as const;

const NOT_YET: Answered<never> = { value: undefined, failure: null };

/**
 * A live query that runs once for all who follow it. Parts of an answer that say the same as before are the same
 * objects, and an answer that says nothing new is told to nobody. While changes pour in it rests between its answers, so
 * that keys and frames have their turn: it is given up and begun anew, since what a query does not ask, it does not hear of.
 * @param ended called when nobody follows it any more
 */
function sharedQuery<T>(live: Live, timing: Timing, query: () => Promise<T>, ended: () => void): SharedQuery<T> {
  const readers = new Set<() => void>();
  const answeredAt: number[] = [];
  let answered: Answered<T> = NOT_YET;
  let running: Subscription | null = null;
  let endRest: (() => void) | null = null;
  let isFirstAfterRest = false;
  const take = (next: Answered<T>) => {
    answered = next;
    for (const told of readers) told();
  };
  const isHurried = (isNew: boolean) => {
    const wasRest = isFirstAfterRest;
    isFirstAfterRest = false;
    if (wasRest && !isNew) {
      // Nothing has come meanwhile: the next change is the first of its own, and waits for nothing.
      answeredAt.length = 0;
      return false;
    }
    const now = timing.now();
    answeredAt.push(now);
    if (answeredAt.length > PACE.answers) answeredAt.shift();
    return answeredAt.length === PACE.answers && now - (answeredAt[0] ?? now) < PACE.withinMs;
  };
  const stop = () => {
    running?.unsubscribe();
    running = null;
    endRest?.();
    endRest = null;
  };
  const rest = () => {
    stop();
    endRest = timing.after(PACE.restMs, () => {
      endRest = null;
      isFirstAfterRest = true;
      start();
    });
  };
  const start = () => {
    const mine = live(query).subscribe({
      next(read) {
        const value = keepEqual(answered.value, read);
        const isNew = answered.value === undefined || value !== answered.value;
        if (isNew) take({ value, failure: null });
        if (isHurried(isNew) && running === mine) rest();
      },
      error: (error: unknown) => take({ value: answered.value, failure: { error } }),
    });
    running = mine;
  };
  return {
    subscribe(told) {
      // One reader may come twice: each is told on its own.
      const reader = () => told();
      readers.add(reader);
      if (running === null && endRest === null) start();
      return () => {
        readers.delete(reader);
        if (readers.size > 0) return;
        stop();
        ended();
      };
    },
    get: () => answered,
  };
}

/** The live queries that run for one client, by name: the same name is the same query. */
export class SharedQueries {
  readonly #live: Live;
  readonly #timing: Timing;
  readonly #running = new Map<string, SharedQuery<unknown>>();

  constructor(live: Live, timing: Timing) {
    this.#live = live;
    this.#timing = timing;
  }

  of<T>(name: string, query: () => Promise<T>): SharedQuery<T> {
    const known = this.#running.get(name);
    if (known) return known as SharedQuery<T>;
    const made = sharedQuery(this.#live, this.#timing, query, () => {
      if (this.#running.get(name) === made) this.#running.delete(name);
    });
    this.#running.set(name, made);
    return made;
  }
}
