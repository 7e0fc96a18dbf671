import { createPool, createPrisma, type PrismaClient } from '@tidemark/db/client';
import { settleOrigin } from '@tidemark/db/epoch';
import { migrate } from '@tidemark/db/migrate';
import { partitionsAhead } from '@tidemark/db/retention';
import { ensurePartitions, PostgresTimelineStore, standings } from '@tidemark/db/timeline';
import type { Tidings, TimelineStore } from '@tidemark/timeline';
import type { Clock } from './clock.ts';
import { keepPostgres } from './embedded.ts';
import type { Env } from './env.ts';
import { errorFields, type Log } from './log.ts';
import type { MetricsSource } from './http/metrics.ts';
import { startRetentionJob } from './retention/job.ts';
import { RetentionMetrics } from './retention/metrics.ts';
import type { ReadStandings } from './rights/standing.ts';

/** Members of one session, at most: joining and a switch of the mode cost an entry per device of each of them. */
const MOST_MEMBERS = 100_000;

export type Database = {
  readonly store: TimelineStore;
  readonly readStandings: ReadStandings;
  readonly prisma: PrismaClient;
  readonly metrics: MetricsSource;
  /** Who is to be told of what the jobs write. */
  readonly tellTo: (publish: (tidings: Tidings) => void) => void;
  /** Ends the connections, then the embedded server if this process has started one. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the database of the configuration, or the embedded one, at this release's schema.
 * @throws errors of `@tidemark/db` whose message says in one line what to do
 */
export async function openDatabase(
  env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR' | 'PULL_THRESHOLD' | 'SYNC_RETENTION'>,
  clock: Clock,
  log: Log,
): Promise<Database> {
  const say = (line: string) => log.info({}, line);
  const embedded = env.DATABASE_URL ? null : await keepPostgres(env.DATA_DIR, clock, log);
  const url = env.DATABASE_URL ?? embedded?.url ?? '';
  try {
    await migrate({ url, log: say });
    const pool = createPool(url, {
      onError: (error) => log.warn(errorFields(error), 'a database connection broke'),
      onNewConnection: async (client) => {
        const epoch = await settleOrigin(client);
        if (epoch) log.warn({ epoch }, 'this database is a copy of the one before: devices take a fresh list');
      },
    });
    const prisma = createPrisma(pool);
    const { sizeMs, ahead } = partitionsAhead(env.SYNC_RETENTION);
    await ensurePartitions(pool, { sizeMs, ahead });
    const metrics = new RetentionMetrics();
    const store = new PostgresTimelineStore({
      pool,
      now: () => clock.now(),
      maxMembers: MOST_MEMBERS,
      pullThreshold: env.PULL_THRESHOLD,
      partitionMs: sizeMs,
      onPartitionMissing: () => {
        metrics.partitionMissing();
        log.error({}, 'a write found no partition of the sync timelines and made it: is the purge running?');
      },
    });
    // Until the server is up there is nobody to tell: whoever connects is told by what is stored.
    let tell: (tidings: Tidings) => void = () => undefined;
    const publish = (tidings: Tidings): void => tell(tidings);
    const job = startRetentionJob({ url, lifetimeMs: env.SYNC_RETENTION, store, publish, metrics, clock, log });
    return {
      store,
      tellTo: (publishTo) => {
        tell = publishTo;
      },
      metrics: metrics.registry,
      readStandings: (devices) => standings(pool, devices),
      prisma,
      close: async () => {
        await job.stop();
        await prisma.$disconnect();
        await pool.end();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
