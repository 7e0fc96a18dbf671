import type { AppendBatch, AppendOutcome, AppendRequest, Tidings, TimelineStore } from '@tidemark/timeline';
import type { Clock } from '../clock.ts';
import { isLockTimeout } from '../failures.ts';
import { errorFields, type Log } from '../log.ts';
import type { Asker, Verdict } from '../rights/standing.ts';

export type WriteOutcome =
  | AppendOutcome
  | { readonly outcome: 'unavailable' }
  /** The device of the author may not go on. */
  | { readonly outcome: 'no-right'; readonly verdict: Exclude<Verdict, 'may'> };

export type WriterDeps = {
  readonly store: Pick<TimelineStore, 'append'>;
  /** Asked as a batch begins, of those who are in it: what was acknowledged by then holds for them. */
  readonly checkAll: (askers: readonly Asker[]) => Promise<readonly Verdict[]>;
  /** Called once per committed batch, before its members are answered. */
  readonly publish: (tidings: Tidings) => void;
  readonly log: Log;
  readonly clock: Pick<Clock, 'after'>;
  /** Appends per transaction, at most. */
  readonly maxBatch: number;
  /** Appends that may wait, at most; more are told `unavailable`. */
  readonly maxQueue: number;
};

type Waiting = {
  readonly request: AppendRequest;
  readonly asker: Asker;
  readonly resolve: (outcome: WriteOutcome) => void;
};

/** A batch at work. Slow: it holds up its own sessions, and no others any more. */
type Batch = { readonly sessions: ReadonlySet<string>; slow: boolean };

const UNAVAILABLE: WriteOutcome = { outcome: 'unavailable' };

/** After so many ms a batch is slow: something holds a lock that it needs. */
const SLOW_AFTER = 300;

/** Batches at work at one time, at most: each takes a connection. */
const MAX_BATCHES = 4;

/**
 * The one writer of messages. What arrives while a batch commits makes the next batch, so batches grow with the load
 * and need no timer. Appends of a session are stored in the order in which they were asked for. A batch that waits for
 * a lock is overtaken by the sessions that are not in it; when it gave up waiting, its sessions are tried one by one,
 * so that only the one whose row is held is told to come again.
 */
export class Writer {
  readonly #deps: WriterDeps;
  readonly #batches = new Set<Batch>();
  readonly #underWay = new Set<Promise<void>>();
  /** Sessions of a batch that gave up waiting: each is tried on its own. */
  readonly #suspects = new Set<string>();
  #queue: Waiting[] = [];
  #waking = false;
  #closed = false;

  constructor(deps: WriterDeps) {
    this.#deps = deps;
  }

  /** Resolves when the batch of this append has committed, or will not: then `unavailable`, and a retry is safe. */
  append(request: AppendRequest, asker: Asker): Promise<WriteOutcome> {
    if (this.#closed || this.#queue.length >= this.#deps.maxQueue) return Promise.resolve(UNAVAILABLE);
    return new Promise((resolve) => {
      this.#queue.push({ request, asker, resolve });
      this.#wake();
    });
  }

  /** Takes nothing more and resolves when what it had taken is committed. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Looks for work after one turn of the event loop: what arrived in one read of the sockets goes into one batch. */
  #wake(): void {
    if (this.#waking || !this.#free()) return;
    this.#waking = true;
    this.#follow(
      new Promise((resolve) => {
        setImmediate(() => {
          this.#waking = false;
          this.#next();
          resolve();
        });
      }),
    );
  }

  #free(): boolean {
    return this.#batches.size < MAX_BATCHES && [...this.#batches].every(({ slow }) => slow);
  }

  #next(): void {
    if (!this.#free()) return;
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    const held = new Set([...this.#batches].flatMap(({ sessions }) => [...sessions]));
    const first = this.#queue.find(({ request }) => !held.has(request.sessionId))?.request.sessionId;
    if (first === undefined) return;
    const alone = this.#suspects.has(first);
    for (const waiting of this.#queue) {
      const { sessionId } = waiting.request;
      const fits = alone ? sessionId === first : !held.has(sessionId) && !this.#suspects.has(sessionId);
      (fits && taken.length < this.#deps.maxBatch ? taken : left).push(waiting);
    }
    this.#queue = left;
    this.#follow(this.#run(taken));
  }

  async #run(taken: readonly Waiting[]): Promise<void> {
    const batch: Batch = { sessions: new Set(taken.map(({ request }) => request.sessionId)), slow: false };
    this.#batches.add(batch);
    const cancel = this.#deps.clock.after(SLOW_AFTER, () => {
      batch.slow = true;
      this.#next();
    });
    for (const sessionId of batch.sessions) this.#suspects.delete(sessionId);
    await this.#commit(taken);
    cancel();
    this.#batches.delete(batch);
    this.#next();
  }

  #follow(work: Promise<void>): void {
    const followed = work.finally(() => this.#underWay.delete(followed));
    this.#underWay.add(followed);
  }

  async #commit(taken: readonly Waiting[]): Promise<void> {
    let batch: readonly Waiting[] = taken;
    let stored: AppendBatch;
    try {
      batch = await this.#rightful(taken);
      if (batch.length === 0) return;
      stored = await this.#deps.store.append(batch.map((waiting) => waiting.request));
    } catch (error) {
      this.#deps.log.error({ ...errorFields(error), appends: batch.length }, 'a batch was not stored');
      if (isLockTimeout(error) && this.#suspect(batch)) return;
      for (const waiting of batch) waiting.resolve(UNAVAILABLE);
      return;
    }
    try {
      this.#deps.publish(stored);
    } catch (error) {
      // stored all the same: the devices pull it
      this.#deps.log.error(errorFields(error), 'a batch was stored and not pushed');
    }
    batch.forEach((waiting, index) => waiting.resolve(stored.outcomes[index] ?? UNAVAILABLE));
  }

  /** Puts a batch that gave up waiting back, to be tried session by session; false when it was of one session only. */
  #suspect(batch: readonly Waiting[]): boolean {
    const sessions = new Set(batch.map(({ request }) => request.sessionId));
    if (sessions.size === 1) return false;
    for (const sessionId of sessions) this.#suspects.add(sessionId);
    this.#queue = [...batch, ...this.#queue];
    return true;
  }

  /** Those of a batch whose devices may go on; the others are answered. */
  async #rightful(taken: readonly Waiting[]): Promise<readonly Waiting[]> {
    const verdicts = await this.#deps.checkAll(taken.map(({ asker }) => asker));
    return taken.filter(({ resolve }, index) => {
      const verdict = verdicts[index] ?? 'device-unknown';
      if (verdict !== 'may') resolve({ outcome: 'no-right', verdict });
      return verdict === 'may';
    });
  }
}
