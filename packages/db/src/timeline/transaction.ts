import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseError, Pool, PoolClient } from 'pg';
import { ensurePartitions, isPartitionMissing, missingPartitionTime } from './partitions.ts';

const ATTEMPTS = 8;
const PAUSE_MS = 10;
/** How long to wait for writes under way, in ms: longer than the limits on a transaction leave any of them. */
const WRITERS_WITHIN_MS = 25_000;
const DEADLOCK = '40P01';
const SERIALIZATION = '40001';

/** What a write works with. */
export type WriteTransaction = {
  readonly client: PoolClient;
  readonly epoch: string;
  /** The store's clock as the transaction began, in ms: the time of what it writes. */
  readonly now: number;
};

export type TransactionOptions = {
  readonly pool: Pool;
  readonly now: () => number;
  /** How long a partition is that a write finds missing, in ms; a day by default. */
  readonly partitionMs?: number;
  /** Told when a write has found a partition missing and made it: they should be there before they are needed. */
  readonly onPartitionMissing?: () => void;
};

/**
 * Runs a write as one transaction (READ COMMITTED: what a lock protects is read by a statement after the one that
 * took it). A deadlock or a missing partition runs the whole of it again; client ids make that safe.
 * @throws what the database says, when it was not that or when it did not stop
 */
export async function writeTransaction<Result>(
  options: TransactionOptions,
  work: (tx: WriteTransaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const now = Math.trunc(options.now());
    try {
      return await once(options.pool, now, work);
    } catch (error) {
      if (attempt >= ATTEMPTS) throw error;
      if (isPartitionMissing(error)) await makeMissing(options, error);
      else if (isCollision(error)) await sleep(Math.random() * PAUSE_MS * 2 ** attempt);
      else throw error;
    }
  }
}

async function makeMissing(options: TransactionOptions, error: DatabaseError): Promise<void> {
  const at = missingPartitionTime(error) ?? undefined;
  const made = await ensurePartitions(options.pool, { sizeMs: options.partitionMs, ahead: 1, at });
  if (made > 0) options.onPartitionMissing?.();
}

/**
 * Returns when every write that is under way now has ended. Takes no lock, so it holds up nobody: a write has its
 * transaction id from its first row lock on, and the lowest id still active tells when all earlier ones are gone.
 * @throws Error when one of them does not end
 */
export async function awaitWriters(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ next: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next');
  const next = rows[0]?.next;
  for (let waited = 0, pause = 2; waited < WRITERS_WITHIN_MS; waited += pause, pause = Math.min(pause * 2, 200)) {
    const answer = await pool.query<{ ended: boolean }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS ended',
      [next],
    );
    if (answer.rows[0]?.ended) return;
    await sleep(pause);
  }
  throw new Error('a write that was under way has not ended');
}

/** Runs reads on one snapshot of the database. */
export async function readTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  return withClient(pool, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  });
}

function once<Result>(pool: Pool, now: number, work: (tx: WriteTransaction) => Promise<Result>): Promise<Result> {
  return withClient(pool, async (client) => {
    const epoch = await begin(client);
    const result = await work({ client, epoch, now });
    await client.query('COMMIT');
    return result;
  });
}

/** One round trip: begin, and learn the epoch. */
async function begin(client: PoolClient): Promise<string> {
  const answers: unknown = await client.query('BEGIN; SELECT epoch FROM timeline_epoch');
  const epoch: unknown = Array.isArray(answers) ? answers[1]?.rows?.[0]?.epoch : undefined;
  if (typeof epoch !== 'string') throw new Error('the database has no epoch: its migrations are not applied');
  return epoch;
}

async function withClient<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await work(client);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function isCollision(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === DEADLOCK || error.code === SERIALIZATION);
}
