import type { ClientBase, Pool } from 'pg';

/**
 * The life of the database's numbering. A database that was restored from a backup numbers anew what comes after it, so
 * it must have another epoch than before: devices then take a snapshot instead of trusting what they hold.
 */

/** Insufficient privilege, in PostgreSQL's words. */
const NOT_ALLOWED = '42501';

/** What tells this database from its copies: cluster, line of recovery, database. */
const WHOLE_ORIGIN = `(SELECT system_identifier FROM pg_control_system())::text
  || '/' || (SELECT timeline_id FROM pg_control_checkpoint())
  || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())`;
/** The same where the account may not ask for more. */
const DATABASE_ORIGIN = `'database/' || (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** One row lock at most, and none while the origin is the known one: cheap enough for every new connection. */
const settle = (origin: string) => `
  UPDATE timeline_epoch
     SET epoch = CASE WHEN timeline_epoch.origin IS NULL THEN epoch ELSE gen_random_uuid()::text END,
         origin = here.origin
    FROM (SELECT ${origin} AS origin) here
   WHERE timeline_epoch.origin IS DISTINCT FROM here.origin
  RETURNING epoch`;

/**
 * Begins another epoch when this database is a copy of the one in which the present epoch began. Call it on every new
 * connection, before anything else: putting another database in place breaks all connections.
 *
 * It does not notice a data folder that was put back as a whole, which looks the same as before: `bumpEpoch` is for that.
 * @returns the new epoch; null when there was nothing to do, or the origin was noted for the first time
 */
export async function settleOrigin(client: ClientBase): Promise<string | null> {
  const before = await readEpoch(client);
  const after = await client.query<{ epoch: string }>(settle(WHOLE_ORIGIN)).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === NOT_ALLOWED)) throw error;
    return client.query<{ epoch: string }>(settle(DATABASE_ORIGIN));
  });
  const epoch = after.rows[0]?.epoch ?? before;
  return epoch === undefined || epoch === before ? null : epoch;
}

/** Begins another epoch: what to do after the database was restored from a backup. Safe at any time. */
export async function bumpEpoch(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ epoch: string }>(
    `UPDATE timeline_epoch SET epoch = gen_random_uuid()::text RETURNING epoch`,
  );
  const [row] = rows;
  if (!row) throw new Error('the database has no epoch: its migrations are not applied');
  return row.epoch;
}

async function readEpoch(client: ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ epoch: string }>('SELECT epoch FROM timeline_epoch');
  return rows[0]?.epoch;
}
