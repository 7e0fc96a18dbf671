import { CONTENT_KINDS } from '@tidemark/timeline';
import type { ExpireOutcome, SeqId, TimelineStore } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { readHeads } from '../timeline/sql/read-heads.ts';
import { eraseChanges, eraseRange, noteErased } from '../timeline/sql/expire.ts';
import { readLifetimes, type SessionLifetime } from './lifetimes.ts';

export { readLifetimes, setLifetime, type SessionLifetime } from './lifetimes.ts';

/** Held while a run is under way: one at a time, whoever has started it. */
const LOCK = 5_411_206;

export type ExpiryLimits = {
  /** Sessions read at a time. */
  readonly page: number;
  /** Rows that one statement erases: few row locks at a time, each for a moment. */
  readonly slice: number;
  /** Rows that one run erases at most; the next goes on. */
  readonly most: number;
};

const EXPIRY_LIMITS: ExpiryLimits = { page: 500, slice: 1_000, most: 200_000 };

export type ExpiryOptions = {
  /** The time by which messages expire, in ms since 1970. */
  readonly now: number;
  /** Told what each session has to tell, once it is committed. */
  readonly tell?: (outcome: ExpireOutcome) => void;
  readonly limits?: ExpiryLimits;
};

/** What a run did. */
export type ExpiryReport = {
  readonly outcome: 'done';
  /** Sessions of which something expired, and how many entries that was. */
  readonly sessions: number;
  readonly entries: number;
  /** Rows that were emptied. */
  readonly erased: number;
  /** There is more to do at once. */
  readonly more: boolean;
  /** The shortest lifetime of a session; null when none has one. */
  readonly shortestMs: number | null;
};

/**
 * Lets the messages of sessions with a lifetime expire, and takes what people said out of the rows (SPEC RT-15). The
 * floor of a session moves first, in a transaction of its own: from then on nobody reads what is below. May be broken
 * off at any point and run again.
 * @returns `busy` when another run is under way
 */
export async function expireMessages(
  pool: Pool,
  store: Pick<TimelineStore, 'expire'>,
  options: ExpiryOptions,
): Promise<ExpiryReport | { readonly outcome: 'busy' }> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [LOCK]);
    if (rows[0]?.got !== true) return { outcome: 'busy' };
    return await run(pool, store, options);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    client.release();
  }
}

async function run(
  pool: Pool,
  store: Pick<TimelineStore, 'expire'>,
  { now, tell, limits = EXPIRY_LIMITS }: ExpiryOptions,
): Promise<ExpiryReport> {
  const done = { sessions: 0, entries: 0, erased: 0, more: false };
  let shortestMs: number | null = null;
  for (let after: string | null = null; ;) {
    const page: readonly SessionLifetime[] = await readLifetimes(pool, after, limits.page);
    for (const session of page) {
      const { lifetimeMs } = session;
      if (lifetimeMs !== null) {
        shortestMs = Math.min(lifetimeMs, shortestMs ?? lifetimeMs);
        const floor = await expireSession(store, session, now - lifetimeMs, tell);
        done.sessions += floor > session.floor ? 1 : 0;
        done.entries += floor - session.floor;
      }
      const erased = await eraseExpired(pool, session, limits.slice, limits.most - done.erased);
      done.erased += erased.rows;
      done.more ||= erased.more;
    }
    after = page.at(-1)?.sessionId ?? null;
    if (page.length < limits.page) return { outcome: 'done', ...done, shortestMs };
  }
}

/** One session, in as many steps as its length asks for; where its floor stands afterwards. */
async function expireSession(
  store: Pick<TimelineStore, 'expire'>,
  { sessionId, floor: before }: SessionLifetime,
  olderThan: number,
  tell: ExpiryOptions['tell'],
): Promise<SeqId> {
  for (let floor = before; ;) {
    const outcome = await store.expire({ sessionId, before: olderThan });
    if (!outcome) return floor;
    ({ floor } = outcome);
    tell?.(outcome);
  }
}

/**
 * Empties the rows below the floor of a session, and those that change something below it, from where it was left, slice
 * by slice.
 */
async function eraseExpired(
  pool: Pool,
  { sessionId, erased }: SessionLifetime,
  slice: number,
  most: number,
): Promise<{ readonly rows: number; readonly more: boolean }> {
  const [session] = await readHeads.run(pool, [[sessionId]]);
  const last: SeqId = Number(session?.floor_seq ?? 1) - 1;
  let rows = 0;
  for (let from = erased + 1; from <= last; from += slice) {
    if (rows >= most) return { rows, more: true };
    const to = Math.min(last, from + slice - 1);
    await eraseRange.run(pool, [sessionId, from, to, CONTENT_KINDS]);
    await eraseChanges.run(pool, [sessionId, from, to, CONTENT_KINDS]);
    await noteErased.run(pool, [sessionId, to]);
    rows += to - from + 1;
  }
  return { rows, more: false };
}
