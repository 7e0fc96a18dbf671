import { expiredPartitions, partitionSizeMs } from '@tidemark/timeline';
import type { Pool, PoolClient } from 'pg';
import { databaseTime, ensurePartitions, readPartitions } from '../timeline/partitions.ts';
import { letSleep } from './dormancy.ts';
import { detachPartition, DROP_LIMITS, dropDetached, readDetached } from './partition-drop.ts';
import type { DropLimits } from './partition-drop.ts';

export { ensurePartitions };

/** Held while a purge runs: one at a time, whoever has started it. */
const LOCK = 5_411_205;

const DAY_MS = 86_400_000;
/** Partitions are made ahead for a week, or so many, whichever is less. */
const AHEAD = { ms: 7 * DAY_MS, count: 120 };

export type PurgeOptions = {
  /** How long sync entries live, in ms; devices that were not there for so long go dormant. */
  readonly lifetimeMs: number;
  /** The time by which partitions expire, in ms since 1970; the database's clock by default. */
  readonly now?: number;
  readonly limits?: DropLimits;
};

/** What a purge did. */
export type PurgeReport = {
  readonly outcome: 'done';
  readonly made: number;
  /** Partitions that are gone, the oldest first. */
  readonly dropped: readonly string[];
  /** About how many rows were in them. */
  readonly droppedRows: number;
  /** Partitions that someone is still reading: the next run tries them again. */
  readonly held: number;
  /** Attempts that had to wait too long. */
  readonly retries: number;
  /** Devices that went dormant. */
  readonly dormant: number;
};

/** How long partitions are for a lifetime, and how many are made ahead. */
export function partitionsAhead(lifetimeMs: number): { readonly sizeMs: number; readonly ahead: number } {
  const sizeMs = partitionSizeMs(lifetimeMs);
  return { sizeMs, ahead: Math.min(AHEAD.count, Math.ceil(AHEAD.ms / sizeMs)) };
}

/**
 * Makes the partitions ahead, drops those whose last entry is past its lifetime (SPEC RT-1), and lets devices sleep
 * that were not there for a lifetime (RT-3). Its time grows with the number of partitions and devices, not with that
 * of rows. May be broken off at any point and run again.
 * @returns `busy` when another purge is under way
 */
export async function purge(pool: Pool, options: PurgeOptions): Promise<PurgeReport | { readonly outcome: 'busy' }> {
  const { lifetimeMs, limits = DROP_LIMITS } = options;
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [LOCK]);
    if (rows[0]?.got !== true) return { outcome: 'busy' };
    const made = await ensurePartitions(pool, partitionsAhead(lifetimeMs));
    // first, so that whoever comes back from here on finds a floor that tells them
    const dormant = await letSleep(pool, lifetimeMs);
    const now = options.now ?? (await databaseTime(client));
    return { outcome: 'done', made, dormant, ...(await dropExpired(client, { now, lifetimeMs, limits })) };
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    client.release(true); // it has limits of its own by now
  }
}

/**
 * The oldest first, and none before the ones older than it: what goes is the beginning of each timeline. One that is
 * detached is out of every timeline, so dropping it may wait.
 */
async function dropExpired(
  client: PoolClient,
  { now, lifetimeMs, limits }: { readonly now: number; readonly lifetimeMs: number; readonly limits: DropLimits },
): Promise<Pick<PurgeReport, 'dropped' | 'droppedRows' | 'held' | 'retries'>> {
  const expired = expiredPartitions(await readPartitions(client), { now, lifetimeMs });
  const rowsOf = new Map(expired.map(({ name, rows }) => [name, rows]));
  let retries = 0;
  const detached = [...(await readDetached(client))];
  for (const { name } of expired) {
    const outcome = await detachPartition(client, name, limits);
    retries += outcome.retries;
    if (!outcome.done) break;
    detached.push(name);
  }
  const dropped: string[] = [];
  for (const name of detached) {
    const outcome = await dropDetached(client, name, limits);
    retries += outcome.retries;
    if (outcome.done) dropped.push(name);
  }
  const known = new Set([...detached, ...expired.map(({ name }) => name)]);
  const droppedRows = dropped.reduce((sum, name) => sum + (rowsOf.get(name) ?? 0), 0);
  return { dropped, droppedRows, held: known.size - dropped.length, retries };
}
