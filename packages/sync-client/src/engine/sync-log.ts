import type { SyncLogEntry } from '../client.ts';
import type { Clock } from '../ports.ts';

/** So many of the newest are kept: bounded, whatever happens. */
export const LOG_SIZE = 500;

/** While nobody has looked for this long, in ms, nothing is measured that costs. */
const WATCHED_FOR = 5_000;

/** What one line of the log says; what is left out is not known, or of no meaning for its kind. */
export type LogLine = Pick<SyncLogEntry, 'what' | 'event' | 'outcome'> & Partial<SyncLogEntry>;

/** What this device learned and how, the newest lines of it: SeqIds, counts, sizes and times, never what was written. */
export class SyncLog {
  readonly #clock: Clock;
  readonly #lines: SyncLogEntry[] = [];
  #count = 0;
  #watchedAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True while someone looks: only then are sizes worth their time. */
  get watched(): boolean {
    return this.#clock.now() - this.#watchedAt < WATCHED_FOR;
  }

  add(line: LogLine): void {
    this.#count += 1;
    const unknown = { timeline: null, from: null, to: null, entries: null, bytes: null, ms: null };
    this.#lines.push({ ...unknown, ...line, n: this.#count, at: this.#clock.now() });
    if (this.#lines.length > LOG_SIZE) this.#lines.shift();
  }

  /** The lines after the `n`th that are still kept. Someone looks, from now on for a while. */
  after(n: number): readonly SyncLogEntry[] {
    this.#watchedAt = this.#clock.now();
    const first = this.#lines[0]?.n ?? 1;
    return this.#lines.slice(Math.max(0, n + 1 - first));
  }
}
