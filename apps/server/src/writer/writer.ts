import type { AppendBatch, AppendOutcome, AppendRequest, Delivery, TimelineStore } from '@tidemark/timeline';
import { errorFields, type Log } from '../log.ts';

export type WriteOutcome = AppendOutcome | { readonly outcome: 'unavailable' };

export type WriterDeps = {
  readonly store: Pick<TimelineStore, 'append'>;
  /** Called once per committed batch, before its members are answered. */
  readonly publish: (epoch: string, deliveries: readonly Delivery[]) => void;
  readonly log: Log;
  /** Appends per transaction, at most. */
  readonly maxBatch: number;
  /** Appends that may wait, at most; more are told `unavailable`. */
  readonly maxQueue: number;
};

type Waiting = { readonly request: AppendRequest; readonly resolve: (outcome: WriteOutcome) => void };

const UNAVAILABLE: WriteOutcome = { outcome: 'unavailable' };

/**
 * The one writer of messages. What arrives while a batch commits makes the next batch, so batches grow with the load
 * and need no timer. Appends are stored in the order in which they were asked for.
 */
export class Writer {
  readonly #deps: WriterDeps;
  #queue: Waiting[] = [];
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(deps: WriterDeps) {
    this.#deps = deps;
  }

  /** Resolves when the batch of this append has committed, or will not: then `unavailable`, and a retry is safe. */
  append(request: AppendRequest): Promise<WriteOutcome> {
    if (this.#closed || this.#queue.length >= this.#deps.maxQueue) return Promise.resolve(UNAVAILABLE);
    return new Promise((resolve) => {
      this.#queue.push({ request, resolve });
      this.#running ??= this.#run();
    });
  }

  /** Takes nothing more and resolves when what it had taken is committed. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    // one turn of the event loop, so that what arrived in one read of the sockets goes into one batch
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, this.#deps.maxBatch);
      this.#queue = this.#queue.slice(batch.length);
      await this.#commit(batch);
    }
    this.#running = null;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    let stored: AppendBatch;
    try {
      stored = await this.#deps.store.append(batch.map((waiting) => waiting.request));
    } catch (error) {
      this.#deps.log.error({ ...errorFields(error), appends: batch.length }, 'a batch was not stored');
      for (const waiting of batch) waiting.resolve(UNAVAILABLE);
      return;
    }
    try {
      this.#deps.publish(stored.epoch, stored.deliveries);
    } catch (error) {
      // stored all the same: the devices pull it
      this.#deps.log.error(errorFields(error), 'a batch was stored and not pushed');
    }
    batch.forEach((waiting, index) => waiting.resolve(stored.outcomes[index] ?? UNAVAILABLE));
  }
}
