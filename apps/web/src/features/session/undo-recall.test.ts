import { describe, expect, it } from 'vitest';
import { UNDO_MS, UndoableRecalls } from './undo-recall.ts';

function start() {
  let now = 1000;
  const timers = new Set<{ at: number; call: () => void }>();
  const recalls = new UndoableRecalls({
    now: () => now,
    after: (ms, call) => {
      const timer = { at: now + ms, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  const pass = (ms: number) => {
    now += ms;
    for (const timer of timers) {
      if (timer.at > now) continue;
      timers.delete(timer);
      timer.call();
    }
  };
  const done: string[] = [];
  const add = (key: string) =>
    recalls.add(key, async () => {
      done.push(key);
    });
  return { recalls, pass, done, add };
}

describe('a recall that can be undone (ACT-2)', () => {
  it('goes out once the wait is over, once', async () => {
    const { recalls, pass, done, add } = start();
    add('a');
    add('a');
    expect(recalls.get()).toEqual(new Map([['a', 1000 + UNDO_MS]]));
    pass(UNDO_MS - 1);
    expect(done).toEqual([]);
    pass(1);
    expect(done).toEqual(['a']);
    await Promise.resolve();
    await Promise.resolve();
    expect(recalls.get().size).toBe(0);
  });

  it('does not go out once it was undone, and tells who listens', () => {
    const { recalls, pass, done, add } = start();
    let told = 0;
    const stop = recalls.subscribe(() => (told += 1));
    add('a');
    recalls.undo('a');
    recalls.undo('a');
    pass(UNDO_MS);
    expect([done, told]).toEqual([[], 2]);
    stop();
    add('a');
    expect(told).toBe(2);
  });

  it('goes out once, however often the page goes before it has', async () => {
    const { recalls, pass, done, add } = start();
    add('a');
    await Promise.all([recalls.flush(), recalls.flush()]);
    pass(UNDO_MS);
    expect(done).toEqual(['a']);
    expect(recalls.get()).toEqual(new Map());
  });

  it('goes out at once when the page goes', () => {
    const { recalls, pass, done, add } = start();
    add('a');
    add('b');
    void recalls.flush();
    pass(UNDO_MS);
    expect(done).toEqual(['a', 'b']);
  });
});
