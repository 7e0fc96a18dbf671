import type { Observable, Observer, Subscription } from 'dexie';
import { describe, expect, it } from 'vitest';
import { SharedQueries } from './shared-query.ts';

/** Queries that are asked again when `change` says so. */
function world() {
  const running = new Set<() => Promise<void>>();
  const live = <T>(query: () => Promise<T>) =>
    ({
      subscribe(observer: Observer<T>): Subscription {
        const run = () => query().then(observer.next, observer.error);
        running.add(run);
        void run();
        return { closed: false, unsubscribe: () => running.delete(run) };
      },
    }) as unknown as Observable<T>;
  const change = () => Promise.all([...running].map((run) => run()));
  return { queries: new SharedQueries(live), change, running };
}

describe('SharedQueries', () => {
  it('runs a query once for all who follow it by its name, and ends it with the last of them', async () => {
    const { queries, change, running } = world();
    let runs = 0;
    const ask = async () => ({ run: ++runs });
    const first = queries.of('sessions', ask);
    expect(queries.of('sessions', ask)).toBe(first);
    expect(first.get().value).toBeUndefined();

    const heard: string[] = [];
    const stops = ['a', 'b'].map((name) => first.subscribe(() => heard.push(name)));
    expect(runs).toBe(1);
    await change();
    expect(heard).toEqual(['a', 'b', 'a', 'b']);
    expect(first.get()).toEqual({ value: { run: 2 }, failure: null });

    stops[0]?.();
    expect(queries.of('sessions', ask)).toBe(first);
    stops[1]?.();
    expect(running.size).toBe(0);
    expect(queries.of('sessions', ask)).not.toBe(first);
  });

  it('tells nobody of an answer that says nothing new, and keeps the parts that do not', async () => {
    const { queries, change } = world();
    let rows = [{ id: 1 }];
    const query = queries.of('rows', async () => rows.map((row) => ({ ...row })));
    let told = 0;
    query.subscribe(() => (told += 1));
    await change();
    const before = query.get().value;
    await change();
    expect(told).toBe(1);
    expect(query.get().value).toBe(before);
    rows = [{ id: 1 }, { id: 2 }];
    await change();
    expect(told).toBe(2);
    expect(query.get().value?.[0]).toBe(before?.[0]);
  });

  it('tells of an empty answer', async () => {
    const { queries, change } = world();
    const query = queries.of('none', async () => null);
    let told = 0;
    query.subscribe(() => (told += 1));
    await change();
    expect(told).toBe(1);
    expect(query.get()).toEqual({ value: null, failure: null });
  });

  it('believes a failure that lasts', async () => {
    const { queries } = world();
    const error = new Error('broken');
    const query = queries.of('broken', () => Promise.reject(error));
    await new Promise<void>((resolve) => void query.subscribe(resolve));
    expect(query.get()).toEqual({ value: undefined, failure: { error } });
  });
});
