import { parseSeqId } from '@tidemark/timeline';
import type { SeqId } from '@tidemark/timeline';
import type { Pool } from 'pg';

/** A session whose messages have a lifetime, or that has expired entries which have not left their rows yet. */
export type SessionLifetime = {
  readonly sessionId: string;
  readonly title: string | null;
  /** How long entries can be read, in ms; null = for ever. */
  readonly lifetimeMs: number | null;
  /** The lowest SeqId that can still be read. */
  readonly floor: SeqId;
  readonly head: SeqId;
  /** Up to where what has expired has left its rows. */
  readonly erased: SeqId;
};

/** Such sessions in order of id, after one: few, whatever the number of all, from an index of just them. */
export async function readLifetimes(
  pool: Pool,
  after: string | null,
  limit: number,
): Promise<readonly SessionLifetime[]> {
  const { rows } = await pool.query<{
    session_id: string;
    title: string | null;
    message_lifetime: string | null;
    floor_seq: string;
    head_seq: string;
    erased_seq: string;
  }>(
    `SELECT session_id, title, message_lifetime, floor_seq, head_seq, erased_seq
       FROM session
      WHERE (message_lifetime IS NOT NULL OR erased_seq < floor_seq - 1) AND ($1::uuid IS NULL OR session_id > $1)
      ORDER BY session_id
      LIMIT $2`,
    [after, limit],
  );
  return rows.map((row) => ({
    sessionId: row.session_id,
    title: row.title,
    lifetimeMs: row.message_lifetime === null ? null : Number(row.message_lifetime),
    floor: parseSeqId(row.floor_seq),
    head: parseSeqId(row.head_seq),
    erased: parseSeqId(row.erased_seq),
  }));
}

/** How long the entries of a session can be read from now on; null = for ever. False when there is no such session. */
export async function setLifetime(pool: Pool, sessionId: string, lifetimeMs: number | null): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE session SET message_lifetime = $2::bigint WHERE session_id = $1 AND kind <> 'private'`,
    [sessionId, lifetimeMs],
  );
  return rowCount === 1;
}
