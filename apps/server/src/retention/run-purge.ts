import type { Pool } from '@tidemark/db/client';
import { purge } from '@tidemark/db/retention';
import type { Clock } from '../clock.ts';
import { errorFields, type Log } from '../log.ts';
import type { RetentionMetrics } from './metrics.ts';

export type PurgeDeps = {
  readonly pool: Pool;
  readonly lifetimeMs: number;
  readonly metrics: RetentionMetrics;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * One purge, told in the log and the metrics.
 * @throws what the database says, when it failed
 */
export async function runPurge({ pool, lifetimeMs, metrics, clock, log }: PurgeDeps): Promise<void> {
  const start = clock.now();
  try {
    const report = await purge(pool, { lifetimeMs });
    if (report.outcome === 'busy') {
      metrics.notPurged('busy');
      return log.debug({}, 'another purge is under way');
    }
    const ms = clock.now() - start;
    metrics.purged(report, ms);
    const { made, dropped, droppedRows, dormant, held, retries } = report;
    const fields = { made, dropped: dropped.length, droppedRows, dormant, held, retries, ms };
    if (held > 0) log.warn(fields, 'expired partitions are still being read; they go with a later purge');
    else if (made + dropped.length + dormant > 0) log.info(fields, 'sync timelines were purged');
    else log.debug(fields, 'nothing to purge');
  } catch (error) {
    metrics.notPurged('failed');
    log.error(errorFields(error), 'the sync timelines could not be purged');
    throw error;
  }
}
