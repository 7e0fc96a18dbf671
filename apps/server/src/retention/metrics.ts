import type { ExpiryReport } from '@tidemark/db/expiry';
import type { PurgeReport } from '@tidemark/db/retention';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What retention does, in figures to be scraped. They count what this process did; runs move between processes. */
export class RetentionMetrics {
  readonly registry = new Registry();
  readonly #runs = this.#counter('runs_total', 'Purges by outcome', ['outcome']);
  readonly #made = this.#counter('partitions_made_total', 'Partitions of the sync timelines made ahead');
  readonly #missing = this.#counter('partitions_missing_total', 'Writes that found no partition and made it');
  readonly #dropped = this.#counter('partitions_dropped_total', 'Partitions of the sync timelines dropped');
  readonly #rows = this.#counter('rows_dropped_total', 'Rows in the dropped partitions, estimated');
  readonly #retries = this.#counter('lock_retries_total', 'Attempts to drop that waited for readers in vain');
  readonly #dormant = this.#counter('devices_dormant_total', 'Devices that went dormant');
  readonly #expiries = this.#counter('expiry_runs_total', 'Runs that let messages expire, by outcome', ['outcome']);
  readonly #expired = this.#counter('entries_expired_total', 'Entries of sessions that have expired');
  readonly #erased = this.#counter('entries_erased_total', 'Rows of expired entries that were emptied');
  readonly #held = new Gauge({
    name: 'tidemark_retention_partitions_held',
    help: 'Expired partitions that readers held up at the last purge',
    registers: [this.registry],
  });
  readonly #seconds = new Histogram({
    name: 'tidemark_retention_run_seconds',
    help: 'How long purges take',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
    registers: [this.registry],
  });

  purged(report: PurgeReport, ms: number): void {
    this.#runs.inc({ outcome: 'done' });
    this.#made.inc(report.made);
    this.#dropped.inc(report.dropped.length);
    this.#rows.inc(report.droppedRows);
    this.#retries.inc(report.retries);
    this.#dormant.inc(report.dormant);
    this.#held.set(report.held);
    this.#seconds.observe(ms / 1000);
  }

  notPurged(outcome: 'busy' | 'failed'): void {
    this.#runs.inc({ outcome });
  }

  expired(report: ExpiryReport): void {
    this.#expiries.inc({ outcome: 'done' });
    this.#expired.inc(report.entries);
    this.#erased.inc(report.erased);
  }

  notExpired(outcome: 'busy' | 'failed'): void {
    this.#expiries.inc({ outcome });
  }

  partitionMissing(): void {
    this.#missing.inc();
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name: `tidemark_retention_${name}`, help, labelNames, registers: [this.registry] });
  }
}
