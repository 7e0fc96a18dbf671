import { createPool, createPrisma, type PrismaClient } from '@tidemark/db/client';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@tidemark/db/embedded';
import { migrate } from '@tidemark/db/migrate';
import { PostgresTimelineStore } from '@tidemark/db/timeline';
import type { TimelineStore } from '@tidemark/timeline';
import type { Env } from '../../env.ts';

export type CommandDatabase = {
  readonly url: string;
  readonly store: TimelineStore;
  readonly prisma: PrismaClient;
  /** Ends the connections, and the embedded server unless someone else is using it. */
  readonly close: () => Promise<void>;
};

/**
 * The database of the configuration at this release's schema, for a command that runs beside the server or without
 * it. An embedded server that runs already is used as it is.
 * @throws errors of `@tidemark/db` whose message says in one line what to do
 */
export async function openCommandDatabase(
  env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR' | 'PULL_THRESHOLD'>,
): Promise<CommandDatabase> {
  const embedded = env.DATABASE_URL ? null : await startEmbeddedPostgres({ dataDir: env.DATA_DIR });
  const url = env.DATABASE_URL ?? embedded?.url ?? '';
  try {
    await migrate({ url });
    const pool = createPool(url, { max: 4, statementTimeoutMs: 60_000 });
    const prisma = createPrisma(pool);
    return {
      url,
      store: new PostgresTimelineStore({ pool, pullThreshold: env.PULL_THRESHOLD }),
      prisma,
      close: async () => {
        await prisma.$disconnect();
        await pool.end();
        if (embedded) await stopUnlessUsed(embedded);
      },
    };
  } catch (error) {
    if (embedded) await stopUnlessUsed(embedded);
    throw error;
  }
}

/** The server keeps a connection for as long as it runs; so does any other command. */
async function stopUnlessUsed(embedded: EmbeddedPostgres): Promise<void> {
  const pool = createPool(embedded.url, { max: 1 });
  const { rows } = await pool.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  await pool.end();
  if (rows[0]?.others === 0) await embedded.stop();
}
