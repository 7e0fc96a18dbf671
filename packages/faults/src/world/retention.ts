import { setTimeout as sleep } from 'node:timers/promises';
import { type Pool, createPool } from '@tidemark/db/client';
import { migrate } from '@tidemark/db/migrate';
import { ensurePartitions, purge } from '@tidemark/db/retention';
import { DEFAULT_LIFETIME_MS } from '@tidemark/timeline';

/** The partitions of a run: so many over the time that faults strike, and half as many after it. */
const PARTITIONS = 8;
const SHORTEST_MS = 2_000;
/** A purge that is broken off is tried again after so many ms. */
const AGAIN_MS = 300;

/** What purges the sync timelines while people write, as the servers' own job does, of entries that are young. */
export class Retention {
  /** Partitions that were dropped. */
  dropped = 0;
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = createPool(url, { max: 2, onError: () => undefined });
  }

  /** Before the first server: partitions of seconds instead of days, so that a run lasts for many of them. */
  async prepare(url: string, seconds: number): Promise<void> {
    await migrate({ url });
    const sizeMs = Math.max(SHORTEST_MS, Math.floor((seconds * 1_000) / PARTITIONS));
    await ensurePartitions(this.#pool, { sizeMs, ahead: PARTITIONS + PARTITIONS / 2 });
  }

  /** Drops every partition that is over, whoever still has to read it. Broken off by another fault, it is tried again. */
  async purge(): Promise<void> {
    for (;;) {
      const now = Date.now() + DEFAULT_LIFETIME_MS;
      const report = await purge(this.#pool, { lifetimeMs: DEFAULT_LIFETIME_MS, now }).catch(() => null);
      if (report?.outcome === 'done') {
        this.dropped += report.dropped.length;
        if (report.held === 0) return;
      }
      await sleep(AGAIN_MS);
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
