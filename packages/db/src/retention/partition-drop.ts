import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PoolClient } from 'pg';

/** How one attempt and all of them together are bounded. */
export type DropLimits = {
  /** How long one attempt waits for those who use the partition, in ms. */
  readonly waitMs: number;
  readonly attempts: number;
  /** The pause after the first attempt, in ms; it doubles. */
  readonly pauseMs: number;
};

export const DROP_LIMITS: DropLimits = { waitMs: 500, attempts: 5, pauseMs: 200 };

/** What came of it, and how many attempts were in vain. */
export type Attempted = { readonly done: boolean; readonly retries: number };

const GIVEN_UP: ReadonlySet<string | undefined> = new Set(['55P03', '57014']); // lock timeout, statement timeout

/**
 * Takes a partition out of the sync timelines. The concurrent form waits for those who read the table, while nobody
 * waits for it: a long read puts it off, but holds up no send. One that was broken off is finished the next time; its
 * rows are out of sight already.
 */
export function detachPartition(client: PoolClient, name: string, limits: DropLimits): Promise<Attempted> {
  return inAttempts(client, limits, async () => {
    const { rows } = await client.query<{ leaving: boolean }>(
      `SELECT inhdetachpending AS leaving FROM pg_inherits WHERE inhrelid = $1::regclass`,
      [name],
    );
    if (!rows[0]) return;
    const how = rows[0].leaving ? 'FINALIZE' : 'CONCURRENTLY';
    await client.query(`ALTER TABLE public.sync_entry DETACH PARTITION ${name} ${how}`);
  });
}

/** Drops a partition that is detached: only those who began to read it before then can hold it up. */
export function dropDetached(client: PoolClient, name: string, limits: DropLimits): Promise<Attempted> {
  return inAttempts(client, limits, async () => {
    await client.query(`DROP TABLE IF EXISTS ${name}`);
  });
}

/** Partitions that were detached and not dropped, by a run that was broken off or given up. */
export async function readDetached(client: PoolClient): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
       FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'sync_partition' AND c.relkind = 'r' AND NOT c.relispartition
      ORDER BY c.relname`,
  );
  return rows.map(({ name }) => name);
}

async function inAttempts(client: PoolClient, limits: DropLimits, act: () => Promise<void>): Promise<Attempted> {
  await client.query(`SET lock_timeout = ${limits.waitMs}; SET statement_timeout = ${limits.waitMs * 2}`);
  for (let retries = 0; ; retries += 1) {
    try {
      await act();
      return { done: true, retries };
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || !GIVEN_UP.has(error.code)) throw error;
      if (retries + 1 >= limits.attempts) return { done: false, retries: retries + 1 };
      await sleep(limits.pauseMs * 2 ** retries);
    }
  }
}
