import { statement } from '../statement.ts';

/**
 * The members of sessions now: who gets what is written next. Run after the sessions are locked, which holds
 * membership still.
 * Lock order: takes none. Why not the ORM: the hot path, a few columns of many rows.
 */
export const readRecipients = statement<{ session_id: string; user_id: string }>(
  'read-recipients',
  `SELECT session_id, user_id
     FROM session_member
    WHERE session_id = ANY($1::uuid[]) AND until_seq IS NULL
    ORDER BY session_id, user_id`,
);
