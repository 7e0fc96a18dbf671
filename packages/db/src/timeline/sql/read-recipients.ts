import { statement } from '../statement.ts';

/**
 * Members of sessions now: all of some sessions ($1), who get what is written next, and of others those who are asked
 * for ($2 session, $3 user): one index lookup each, which the LIMIT keeps from being turned into a read of all members.
 * Run after the sessions are locked, which holds membership still.
 * Lock order: takes none. Why not the ORM: the hot path, a few columns of many rows.
 */
export const readRecipients = statement<{ session_id: string; user_id: string }>(
  'read-recipients',
  `SELECT session_id, user_id
     FROM session_member
    WHERE session_id = ANY($1::uuid[]) AND until_seq IS NULL
   UNION ALL
   SELECT k.session_id, k.user_id
     FROM unnest($2::uuid[], $3::uuid[]) AS k (session_id, user_id)
    CROSS JOIN LATERAL (
       SELECT
         FROM session_member m
        WHERE m.session_id = k.session_id AND m.session_id = ANY($2::uuid[])
          AND m.user_id = k.user_id AND m.until_seq IS NULL
        LIMIT 1
     ) stay`,
);
