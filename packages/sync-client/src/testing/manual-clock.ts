import type { Clock, Undo } from '../ports.ts';

type Timer = { readonly due: number; readonly order: number; readonly run: () => void };

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now = 1_700_000_000_000;
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Undo {
    const timer: Timer = { due: this.#now + Math.max(0, ms), order: (this.#order += 1), run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves to the next timer and runs it; false when there is none. */
  next(): boolean {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (first === null || timer.due < first.due || (timer.due === first.due && timer.order < first.order))
        first = timer;
    }
    if (first === null) return false;
    this.#timers.delete(first);
    this.#now = Math.max(this.#now, first.due);
    first.run();
    return true;
  }

  /**
   * Lets everything run, moving from timer to timer, until `done` holds.
   * @param withinMs how far the clock may move
   * @throws when it does not come to hold
   */
  async until(done: () => boolean | Promise<boolean>, withinMs = 120_000): Promise<void> {
    const end = this.#now + withinMs;
    for (;;) {
      await turns();
      if (await done()) return;
      if (this.#now > end) throw new Error(`not reached within ${withinMs} ms of the test's clock`);
      if (!this.next()) throw new Error('not reached, and nothing is under way');
    }
  }

  /** Lets everything run until a promise settles; gives what it gives. */
  async finish<T>(work: Promise<T>, withinMs = 120_000): Promise<T> {
    let settled = false;
    const noted = () => {
      settled = true;
    };
    work.then(noted, noted);
    await this.until(() => settled, withinMs);
    return work;
  }

  /** Lets everything run for so many ms of this clock. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    let over = false;
    this.after(ms, () => {
      over = true;
    });
    await this.until(() => over || this.#now >= end, ms + 1);
  }
}

/** Lets what is ready run: promises, and the turns of the event loop that an in-memory IndexedDB takes. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

const TURNS = 3;
