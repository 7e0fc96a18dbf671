import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { messageOf } from './embedded/error.ts';
import { connectTo } from './migrate/connect.ts';
import { MigrationError } from './migrate/errors.ts';
import { MIGRATIONS_FOLDER, readMigrations, type Migration } from './migrate/folder.ts';

export { DatabaseUrlError, MigrationError } from './migrate/errors.ts';

export type MigrateOptions = {
  readonly url: string;
  /** Where the migrations are; the repository's own by default. */
  readonly folder?: string;
  readonly log?: (line: string) => void;
};

/** Prisma's own advisory lock, so that its CLI and this runner never apply at the same time. */
const LOCK = 72_707_369;

const LEDGER = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                  varchar(36) PRIMARY KEY NOT NULL,
    "checksum"            varchar(64) NOT NULL,
    "finished_at"         timestamptz,
    "migration_name"      varchar(255) NOT NULL,
    "logs"                text,
    "rolled_back_at"      timestamptz,
    "started_at"          timestamptz NOT NULL DEFAULT now(),
    "applied_steps_count" integer NOT NULL DEFAULT 0
  )`;

type Applied = { readonly name: string; readonly checksum: string; readonly finished: boolean };

/**
 * Brings a database to this release's schema, as `prisma migrate deploy` would, without the CLI. Safe to run from
 * many processes at once: one applies, the others find nothing to do. Makes the database when it is missing.
 * @returns the names of the migrations applied now
 * @throws DatabaseUrlError when the database cannot be reached
 * @throws MigrationError when a migration fails, was changed after it was applied, or the database is of a newer release
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const migrations = await readMigrations(options.folder ?? MIGRATIONS_FOLDER);
  const client = await connectTo(options.url);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(LEDGER);
    const open = pending(migrations, await readLedger(client));
    for (const migration of open) {
      options.log?.(`Applying migration ${migration.name}`);
      await apply(client, migration);
    }
    return open.map(({ name }) => name);
  } finally {
    await client.end(); // which lets the lock go
  }
}

async function readLedger(client: Client): Promise<readonly Applied[]> {
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return rows;
}

/** What is left to apply. @throws MigrationError when the ledger and the folder do not fit together */
function pending(migrations: readonly Migration[], ledger: readonly Applied[]): readonly Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const applied of ledger) {
    const migration = known.get(applied.name);
    if (!applied.finished) {
      throw new MigrationError(
        `Migration ${applied.name} failed earlier: repair the database, then mark it with "node scripts/prisma.mjs migrate resolve --rolled-back ${applied.name}".`,
      );
    }
    if (!migration) {
      throw new MigrationError(
        `The database has migration ${applied.name}, which this release does not know: start the release that made it, or restore an older backup.`,
      );
    }
    if (migration.checksum !== applied.checksum) {
      throw new MigrationError(
        `Migration ${applied.name} was changed after it had been applied: put prisma/migrations/${applied.name}/migration.sql back as it was, and make a new migration for the change.`,
      );
    }
  }
  const done = new Set(ledger.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}

/** Runs one file as one simple query, so that it is one transaction and a failure leaves nothing half-way. */
async function apply(client: Client, migration: Migration): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    migration.checksum,
    migration.name,
  ]);
  try {
    await client.query(migration.sql);
  } catch (error) {
    await client.query('UPDATE "_prisma_migrations" SET logs = $2, rolled_back_at = now() WHERE id = $1', [
      id,
      messageOf(error),
    ]);
    throw new MigrationError(`Migration ${migration.name} failed and was rolled back: ${messageOf(error)}`);
  }
  await client.query('UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [
    id,
  ]);
}
