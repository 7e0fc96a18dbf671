import { createPool, createPrisma, type PrismaClient } from '@tidemark/db/client';
import { migrate } from '@tidemark/db/migrate';
import { ensurePartitions, PostgresTimelineStore, standings } from '@tidemark/db/timeline';
import type { TimelineStore } from '@tidemark/timeline';
import type { Clock } from './clock.ts';
import { keepPostgres } from './embedded.ts';
import type { Env } from './env.ts';
import { errorFields, type Log } from './log.ts';
import type { ReadStandings } from './rights/standing.ts';

/** Sync timelines are partitioned by day; so many days are made ahead, looked at every so many ms. */
const DAYS_AHEAD = 7;
const PARTITION_CHECK_MS = 3_600_000;

/** Members of one session, at most: joining and a switch of the mode cost an entry per device of each of them. */
const MOST_MEMBERS = 100_000;

export type Database = {
  readonly store: TimelineStore;
  readonly readStandings: ReadStandings;
  readonly prisma: PrismaClient;
  /** Ends the connections, then the embedded server if this process has started one. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the database of the configuration, or the embedded one, at this release's schema.
 * @throws errors of `@tidemark/db` whose message says in one line what to do
 */
export async function openDatabase(
  env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR' | 'PULL_THRESHOLD'>,
  clock: Clock,
  log: Log,
): Promise<Database> {
  const say = (line: string) => log.info({}, line);
  const embedded = env.DATABASE_URL ? null : await keepPostgres(env.DATA_DIR, clock, log);
  const url = env.DATABASE_URL ?? embedded?.url ?? '';
  try {
    await migrate({ url, log: say });
    const pool = createPool(url, { onError: (error) => log.warn(errorFields(error), 'a database connection broke') });
    const prisma = createPrisma(pool);
    await ensurePartitions(pool, { ahead: DAYS_AHEAD });
    let cancelCheck = clock.after(PARTITION_CHECK_MS, makePartitions);
    function makePartitions(): void {
      void ensurePartitions(pool, { ahead: DAYS_AHEAD }).catch((error: unknown) => {
        log.error(errorFields(error), 'partitions could not be made ahead');
      });
      cancelCheck = clock.after(PARTITION_CHECK_MS, makePartitions);
    }
    return {
      store: new PostgresTimelineStore({
        pool,
        now: () => clock.now(),
        maxMembers: MOST_MEMBERS,
        pullThreshold: env.PULL_THRESHOLD,
      }),
      readStandings: (devices) => standings(pool, devices),
      prisma,
      close: async () => {
        cancelCheck();
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
