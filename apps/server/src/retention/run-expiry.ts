import type { Pool } from '@tidemark/db/client';
import { expireMessages, type ExpiryReport } from '@tidemark/db/expiry';
import type { Tidings, TimelineStore } from '@tidemark/timeline';
import type { Clock } from '../clock.ts';
import { errorFields, type Log } from '../log.ts';
import type { RetentionMetrics } from './metrics.ts';

export type ExpiryDeps = {
  readonly pool: Pool;
  readonly store: Pick<TimelineStore, 'expire'>;
  /** Tells those who are online. */
  readonly publish: (tidings: Tidings) => void;
  readonly metrics: RetentionMetrics;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Lets messages expire, once, told in the log and the metrics. Null when another run is under way.
 * @throws what the database says, when it failed
 */
export async function runExpiry(deps: ExpiryDeps): Promise<ExpiryReport | null> {
  const { pool, store, publish, metrics, clock, log } = deps;
  const start = clock.now();
  try {
    const report = await expireMessages(pool, store, { now: start, tell: publish });
    if (report.outcome === 'busy') {
      metrics.notExpired('busy');
      log.debug({}, 'messages are expiring elsewhere');
      return null;
    }
    metrics.expired(report);
    const { sessions, entries, erased, more } = report;
    const fields = { sessions, entries, erased, more, ms: clock.now() - start };
    if (entries + erased > 0) log.info(fields, 'messages have expired');
    else log.debug(fields, 'no message has expired');
    return report;
  } catch (error) {
    metrics.notExpired('failed');
    log.error(errorFields(error), 'messages could not expire');
    throw error;
  }
}
