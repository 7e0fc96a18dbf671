import { type Anchor, type Missed, type Range, gapsIn } from '@tidemark/timeline';
import { LIMITS } from '@tidemark/protocol';
import type { DeviceStore } from '@tidemark/timeline';
import type { Clock, Undo } from '../ports.ts';

/** What was missed of a session beyond this many SeqIds stays a gap but for its newest page, until it is looked at. */
export const MISSED_BOUND = 1_000;

/** How long to wait before trying again when the store could not be read, in ms. */
export const READ_AGAIN_AFTER = 15_000;

export type GapFillerDeps = {
  readonly store: Pick<DeviceStore, 'session'>;
  readonly clock: Pick<Clock, 'after'>;
  /** Reads a page of a session into the store. later: not without a connection. never: the session refuses. */
  readonly fill: (sessionId: string, anchor: Anchor) => Promise<'read' | 'later' | 'never'>;
};

/**
 * Reads what a device missed of its sessions, the newest first, one page at a time. Without a connection it waits for
 * the next one, and where the store cannot be read it tries again; what it does not come to before the tab closes remains a known gap, which fills when it is looked at.
 */
export class GapFiller {
  readonly #deps: GapFillerDeps;
  readonly #wanted = new Map<string, Range>();
  #filling = false;
  /** Since the page that is being read was asked for: a failure of it is a failure of the connection before. */
  #resumed = false;
  #closed = false;
  #cancel: Undo = () => {};

  constructor(deps: GapFillerDeps) {
    this.#deps = deps;
  }

  add(missed: readonly Missed[]): void {
    for (const { sessionId, gaps } of missed) {
      const [first, last] = [gaps[0], gaps.at(-1)];
      if (!first || !last) continue;
      // What was to be read before, and was not yet, still is.
      const from = Math.min(first.from, this.#wanted.get(sessionId)?.from ?? first.from);
      this.#wanted.set(sessionId, worthReading({ from, to: last.to }));
    }
    this.resume();
  }

  /** There is a connection (again), or something to read. */
  resume(): void {
    this.#resumed = true;
    if (!this.#filling) void this.#fillAll();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#wanted.clear();
  }

  async #fillAll(): Promise<void> {
    this.#filling = true;
    try {
      for (let next = this.#next(); next !== null && !this.#closed; next = this.#next()) {
        const [sessionId, wanted] = next;
        this.#resumed = false;
        const outcome = await this.#fillSession(sessionId, wanted);
        if (outcome === 'unreadable') return this.#tryAgain();
        if (outcome === 'later' && !this.#resumed) return;
        if (outcome === 'later') continue;
        if (this.#wanted.get(sessionId) === wanted) this.#wanted.delete(sessionId);
      }
    } finally {
      this.#filling = false;
    }
  }

  #tryAgain(): void {
    this.#cancel();
    if (!this.#closed) this.#cancel = this.#deps.clock.after(READ_AGAIN_AFTER, () => this.resume());
  }

  #next(): readonly [string, Range] | null {
    for (const next of this.#wanted) return next;
    return null;
  }

  async #fillSession(sessionId: string, wanted: Range): Promise<'done' | 'later' | 'unreadable'> {
    for (let before = Infinity; !this.#closed;) {
      const record = await this.#deps.store.session(sessionId).catch(() => 'unreadable' as const);
      if (record === 'unreadable') return record;
      const gap = record && gapsIn(record.held, wanted).at(-1);
      // A page that filled nothing will not fill anything the next time.
      if (!gap || gap.to >= before) return 'done';
      before = gap.to;
      const page = await this.#deps.fill(sessionId, { at: 'before', seq: gap.to + 1 });
      if (page !== 'read') return page === 'later' ? 'later' : 'done';
    }
    return 'later';
  }
}

function worthReading(missed: Range): Range {
  const isLong = missed.to - missed.from + 1 > MISSED_BOUND;
  return isLong ? { from: missed.to - LIMITS.historyPage + 1, to: missed.to } : missed;
}
