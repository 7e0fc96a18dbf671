import type { Pool, PoolClient } from 'pg';
import pg from 'pg';

const DAY_MS = 86_400_000;
/** Guards the bookkeeping of partitions against other nodes. */
const LOCK = 5_411_204;

type Span = { readonly from: number; readonly to: number };

/**
 * Makes the daily partitions (UTC) of the sync timelines from the day of `now` to `daysAhead` days after it, where no
 * partition covers them yet. What exists is found through the catalog by its bounds, never by name. Attaching takes a
 * lock that lets reads and writes go on.
 * @param now in ms since 1970
 * @returns how many were made
 */
export async function ensurePartitions(pool: Pool, now: number, daysAhead: number): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query(`BEGIN; SET LOCAL timezone = 'UTC'; SET LOCAL lock_timeout = '5s'`);
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const held = await readSpans(client);
    const today = Math.floor(now / DAY_MS) * DAY_MS;
    const days = Array.from({ length: daysAhead + 1 }, (_, ahead) => today + ahead * DAY_MS);
    const missing = days.filter((day) => !held.some((span) => span.from < day + DAY_MS && span.to > day));
    for (const day of missing) await makePartition(client, day);
    await client.query('COMMIT');
    client.release();
    return missing.length;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release(true);
    throw error;
  }
}

/** True for "no partition of relation … found for row": what an insert past the last partition meets. */
export function isPartitionMissing(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23514' && error.constraint === undefined;
}

async function readSpans(client: PoolClient): Promise<readonly Span[]> {
  const { rows } = await client.query<{ bound: string }>(
    `SELECT pg_get_expr(c.relpartbound, c.oid) AS bound
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'public.sync_entry'::regclass`,
  );
  return rows.map(({ bound }) => readBound(bound));
}

/** Reads "FOR VALUES FROM ('2026-11-25 00:00:00+00') TO ('2026-11-26 00:00:00+00')", in UTC. */
function readBound(bound: string): Span {
  const times = [...bound.matchAll(/\('([^']+)'\)/g)].map(([, text]) => Date.parse(`${text}:00`.replace(' ', 'T')));
  const [from, to] = times;
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) {
    throw new Error(`cannot read the bounds of a partition of sync_entry: ${bound}`);
  }
  return { from, to };
}

async function makePartition(client: PoolClient, day: number): Promise<void> {
  const from = new Date(day).toISOString();
  const to = new Date(day + DAY_MS).toISOString();
  const name = `sync_partition.sync_entry_${from.slice(0, 10).replaceAll('-', '')}`;
  await client.query(`CREATE TABLE ${name} (LIKE public.sync_entry INCLUDING ALL)`);
  await client.query(`ALTER TABLE public.sync_entry ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`);
}
