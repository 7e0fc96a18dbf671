import { statement } from '../statement.ts';

/**
 * Members of sessions now: all of some sessions ($1), who get what is written next, and of others those who are asked
 * for ($2 session, $3 user), however many members these have. Run after the sessions are locked, which holds
 * membership still.
 * Lock order: takes none. Why not the ORM: the hot path, a few columns of many rows.
 */
export const readRecipients = statement<{ session_id: string; user_id: string }>(
  'read-recipients',
  `SELECT session_id, user_id
     FROM session_member
    WHERE session_id = ANY($1::uuid[]) AND until_seq IS NULL
   UNION ALL
   SELECT m.session_id, m.user_id
     FROM unnest($2::uuid[], $3::uuid[]) AS k (session_id, user_id)
     JOIN session_member m ON m.session_id = k.session_id AND m.user_id = k.user_id
    WHERE m.session_id = ANY($2::uuid[]) AND m.until_seq IS NULL`,
);
