import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until the test moves it. */
export class TestClock implements Clock {
  #now: number;
  #timers: { readonly at: number; readonly action: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.#now + ms, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Moves on by so many ms and runs what has become due, in order. */
  advance(ms: number): void {
    this.#now += ms;
    for (;;) {
      const [due] = this.#timers.filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
      if (!due) return;
      this.#timers = this.#timers.filter((one) => one !== due);
      due.action();
    }
  }
}
