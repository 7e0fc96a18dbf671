import { randomUUID } from 'node:crypto';
import { DAY_MS, partitionsToMake } from '@tidemark/timeline';
import type { Partition } from '@tidemark/timeline';
import type { Pool, PoolClient } from 'pg';
import pg from 'pg';
import type { Queryable } from './statement.ts';

/** Guards the bookkeeping of partitions against other nodes. */
const LOCK = 5_411_204;

/** A partition of the sync timelines as the catalog has it. */
export type StoredPartition = Partition & {
  /** Its quoted name, with that of its schema. */
  readonly name: string;
  /** True while it is being detached: new statements do not see it any more. */
  readonly leaving: boolean;
  /** About how many rows it has. */
  readonly rows: number;
};

export type PartitionPlan = {
  /** How long one partition is; a day by default. */
  readonly sizeMs?: number;
  /** How many are made beyond the current one. */
  readonly ahead: number;
  /** The time to start from, in ms since 1970; the database's clock by default. */
  readonly at?: number;
};

/**
 * Makes the partitions of the sync timelines from the current one on, where none covers them yet. What exists is found
 * through the catalog by its bounds, never by name. Attaching takes a lock that lets reads and writes go on.
 * @returns how many were made
 */
export async function ensurePartitions(pool: Pool, plan: PartitionPlan): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = '5s'`);
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const now = plan.at ?? (await databaseTime(client));
    const missing = partitionsToMake(await readPartitions(client), { now, sizeMs: plan.sizeMs, ahead: plan.ahead });
    for (const partition of missing) await makePartition(client, partition);
    await client.query('COMMIT');
    client.release();
    return missing.length;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release(true);
    throw error;
  }
}

/** The partitions there are, the oldest first. */
export async function readPartitions(on: Queryable): Promise<readonly StoredPartition[]> {
  const { rows } = await on.query<{
    name: string;
    leaving: boolean;
    from_ms: string | null;
    to_ms: string | null;
    rows: string;
  }>(
    `SELECT p.name, p.leaving, p.rows,
            (extract(epoch FROM p.bounds[1]::timestamptz) * 1000)::bigint AS from_ms,
            (extract(epoch FROM p.bounds[2]::timestamptz) * 1000)::bigint AS to_ms
       FROM (SELECT format('%I.%I', n.nspname, c.relname) AS name, i.inhdetachpending AS leaving,
                    greatest(c.reltuples::bigint, pg_stat_get_live_tuples(c.oid), 0) AS rows,
                    regexp_match(pg_get_expr(c.relpartbound, c.oid), $$FROM [(]'(.+)'[)] TO [(]'(.+)'[)]$$) AS bounds
               FROM pg_inherits i
               JOIN pg_class c ON c.oid = i.inhrelid
               JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE i.inhparent = 'public.sync_entry'::regclass) p
      ORDER BY from_ms`,
  );
  return rows.map(({ name, leaving, from_ms: from, to_ms: to, rows: count }) => {
    if (from === null || to === null) throw new Error(`cannot read the bounds of ${name}`);
    return { name, leaving, fromMs: Number(from), toMs: Number(to), rows: Number(count) };
  });
}

/** The database's clock, in ms since 1970: the one by which rows of the sync timelines are written and expire. */
export async function databaseTime(on: Queryable): Promise<number> {
  const { rows } = await on.query<{ now: string }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now',
  );
  return Number(rows[0]?.now);
}

/** True for "no partition of relation … found for row": what an insert past the last partition meets. */
export function isPartitionMissing(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.code === '23514' && error.constraint === undefined;
}

/** The time of the row that met no partition, in ms since 1970; null where the database does not say it readably. */
export function missingPartitionTime(error: pg.DatabaseError): number | null {
  const [, text = ''] = /= \((.+)\)/.exec(error.detail ?? '') ?? [];
  const at = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(at) ? null : at;
}

async function makePartition(client: PoolClient, { fromMs, toMs }: Partition): Promise<void> {
  const from = new Date(fromMs).toISOString();
  const to = new Date(toMs).toISOString();
  // one that was dropped in part may still have the name of its day
  const moment = from.slice(0, toMs - fromMs < DAY_MS ? 19 : 10).replace(/\D/g, '');
  const name = `sync_partition.sync_entry_${moment}_${randomUUID().slice(0, 6)}`;
  await client.query(`CREATE TABLE ${name} (LIKE public.sync_entry INCLUDING ALL)`);
  await client.query(`ALTER TABLE public.sync_entry ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`);
}
