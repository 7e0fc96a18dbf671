import type { Observable, Observer, Subscription } from 'dexie';
import { describe, expect, it } from 'vitest';
import { PACE, SharedQueries, type Timing } from './shared-query.ts';

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
  let now = 0;
  const timers = new Map<() => void, number>();
  const timing: Timing = {
    now: () => now,
    after: (ms, run) => {
      timers.set(run, now + ms);
      return () => timers.delete(run);
    },
  };
  /** Lets time go by, and what is due happen. */
  const pass = async (ms: number) => {
    now += ms;
    for (const [run, at] of timers) {
      if (at > now) continue;
      timers.delete(run);
      run();
    }
    await Promise.resolve();
  };
  return { queries: new SharedQueries(live, timing), change, running, pass, timers };
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
    const { queries, change, pass } = world();
    let rows = [{ id: 1 }];
    const query = queries.of('rows', async () => rows.map((row) => ({ ...row })));
    let told = 0;
    query.subscribe(() => (told += 1));
    await pass(PACE.withinMs);
    await change();
    const before = query.get().value;
    await pass(PACE.withinMs);
    await change();
    expect(told).toBe(1);
    expect(query.get().value).toBe(before);
    rows = [{ id: 1 }, { id: 2 }];
    await pass(PACE.withinMs);
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

  it('PRF-6: asks a bounded number of times a second while changes pour in, and ends with what is so', async () => {
    const { queries, change, pass } = world();
    let [runs, stored] = [0, 0];
    const query = queries.of('messages', async () => {
      runs += 1;
      return { stored };
    });
    query.subscribe(() => undefined);
    for (let ms = 0; ms < 2_000; ms += 5) {
      stored += 1;
      await change();
      await pass(5);
    }
    expect(runs).toBeLessThan(2 * 9);
    await pass(PACE.restMs);
    expect(query.get().value).toEqual({ stored });
  });

  it('does not rest where changes come now and then', async () => {
    const { queries, change, pass } = world();
    let runs = 0;
    const query = queries.of('messages', async () => ({ run: ++runs }));
    query.subscribe(() => undefined);
    await pass(0);
    for (let turn = 0; turn < 10; turn += 1) {
      await pass(PACE.withinMs / 2);
      await change();
    }
    expect(runs).toBe(11);
  });

  it('PRF-4: what a message changes at once is no flood: the tick of the next one waits for no rest', async () => {
    const { queries, change, pass } = world();
    let acknowledged = 0;
    let changes = 0;
    const query = queries.of('messages', async () => ({ acknowledged, changes }));
    query.subscribe(() => undefined);
    const changed = async () => {
      changes += 1;
      await change();
      await pass(30);
    };
    await pass(PACE.withinMs);
    for (let message = 1; message <= 5; message += 1) {
      await changed();
      acknowledged = message;
      await changed();
      expect(query.get().value?.acknowledged).toBe(message);
      await changed();
      await pass(PACE.restMs);
      await pass(PACE.restMs);
    }
  });

  it('does not begin again when it is left while it rests', async () => {
    const { queries, change, pass, running, timers } = world();
    const query = queries.of('messages', async () => ({}));
    const leave = query.subscribe(() => undefined);
    for (let turn = 0; turn < PACE.answers; turn += 1) await change();
    expect(running.size).toBe(0);
    expect(timers.size).toBe(1);
    leave();
    await pass(PACE.restMs);
    expect(running.size).toBe(0);
    expect(timers.size).toBe(0);
  });
});
