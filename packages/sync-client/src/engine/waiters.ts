import type { Clock, Undo } from '../ports.ts';

type Waiter = { readonly test: () => boolean | Promise<boolean>; readonly settle: (met: boolean) => void };

/** Waits for conditions that are looked at again whenever `check` is called. */
export class Waiters {
  readonly #clock: Clock;
  readonly #waiting = new Map<Waiter, Undo>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves with true once `test` holds, with false after `withinMs` or when closed. */
  until(test: Waiter['test'], withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        test,
        settle: (met) => {
          this.#waiting.get(waiter)?.();
          this.#waiting.delete(waiter);
          resolve(met);
        },
      };
      this.#waiting.set(
        waiter,
        this.#clock.after(withinMs, () => waiter.settle(false)),
      );
      void this.#try(waiter);
    });
  }

  check(): void {
    for (const waiter of this.#waiting.keys()) void this.#try(waiter);
  }

  close(): void {
    for (const waiter of [...this.#waiting.keys()]) waiter.settle(false);
  }

  async #try(waiter: Waiter): Promise<void> {
    const met = await Promise.resolve()
      .then(() => waiter.test())
      .catch(() => false);
    if (met) waiter.settle(true);
  }
}
