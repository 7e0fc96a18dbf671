/** How long a recall can be undone, in ms. */
export const UNDO_MS = 5000;

/** When each recall that waits goes out, by the message's key. */
export type Waiting = ReadonlyMap<string, number>;

type Clock = {
  readonly now: () => number;
  /** Calls back once; the result stops it. */
  readonly after: (ms: number, call: () => void) => () => void;
};

/**
 * Recalls that wait for a change of mind. Until one goes out nothing has happened, so undoing leaves the message as it
 * was. When the page goes or falls asleep, what waits goes out at once: who asked for it would not see it come back.
 */
export class UndoableRecalls {
  private waiting: ReadonlyMap<
    string,
    { readonly until: number; readonly stop: () => void; readonly go: () => Promise<void> }
  > = new Map();
  private shown: Waiting = new Map();
  private readonly clock: Clock;
  private readonly listeners = new Set<() => void>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  readonly get = (): Waiting => this.shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Recalls after the wait, unless it is undone. The message stays away until that is done. */
  add(key: string, recall: () => Promise<void>): void {
    if (this.waiting.has(key)) return;
    let going: Promise<void> | null = null;
    const go = () => (going ??= recall().finally(() => this.remove(key)));
    const stop = this.clock.after(UNDO_MS, () => void go());
    this.change(new Map(this.waiting).set(key, { until: this.clock.now() + UNDO_MS, stop, go }));
  }

  undo(key: string): void {
    this.waiting.get(key)?.stop();
    this.remove(key);
  }

  /** Lets all of them go out now; resolves when each of them has, or could not. */
  async flush(): Promise<void> {
    await Promise.allSettled(
      [...this.waiting.values()].map(({ stop, go }) => {
        stop();
        return go();
      }),
    );
  }

  private remove(key: string): void {
    const next = new Map(this.waiting);
    if (next.delete(key)) this.change(next);
  }

  private change(next: typeof this.waiting): void {
    this.waiting = next;
    this.shown = new Map([...next].map(([key, { until }]) => [key, until]));
    for (const listener of this.listeners) listener();
  }
}
