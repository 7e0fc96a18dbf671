import { statement } from '../statement.ts';

/**
 * A new session, already holding its first entry; answers no row when the id is taken, after waiting for a creation
 * that is under way.
 * Lock order: the new row counts as locked.
 */
export const insertSession = statement<{ session_id: string }>(
  'insert-session',
  `INSERT INTO session (session_id, kind, title, history, head_seq, member_count, mode, created_at)
   VALUES ($1, $2, $3, $4, 0, $5, $6, to_timestamp($7::float8 / 1000))
   ON CONFLICT (session_id) DO NOTHING
   RETURNING session_id`,
);

/** Opens stays of users ($2 with roles $3) in one session. Under the session's lock. */
export const insertStays = statement<never>(
  'insert-stays',
  `INSERT INTO session_member (session_id, user_id, from_seq, role, visible_from)
   SELECT $1::uuid, t.user_id, $4::bigint, t.role, $5::bigint
     FROM unnest($2::uuid[], $3::text[]) AS t (user_id, role)`,
);

/** Ends the open stay of one user. Under the session's lock. */
export const endStay = statement<never>(
  'end-stay',
  `UPDATE session_member SET until_seq = $3::bigint
    WHERE session_id = $1 AND user_id = $2 AND until_seq IS NULL`,
);

/** Hands ownership to one member. Under the session's lock. */
export const makeOwner = statement<never>(
  'make-owner',
  `UPDATE session_member SET role = 'owner'
    WHERE session_id = $1 AND user_id = $2 AND until_seq IS NULL`,
);

/**
 * Brings a session's row in line with its log: title, number of members, mode, the operator's decision on it, and
 * generation. Under the session's lock, with values that were read under it.
 */
export const updateSession = statement<never>(
  'update-session',
  `UPDATE session SET title = $2, member_count = $3, mode = $4, mode_override = $5, generation = $6::bigint
    WHERE session_id = $1`,
);
