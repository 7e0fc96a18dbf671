import type { SyncMode } from '@tidemark/timeline';
import { statement } from '../statement.ts';

/**
 * How the sessions ($1) stand that a user ($2) asks for: those that they were ever a member of, with where
 * their latest stay begins and ends.
 * Lock order: takes none. Why not the ORM: a set of sessions, two index lookups each; nothing is read of what has not
 * moved.
 */
export const readFollowed = statement<{
  session_id: string;
  head_seq: string;
  mode: SyncMode;
  generation: string;
  visible_from: string;
  until_seq: string | null;
  floor_seq: string;
}>(
  'read-followed',
  `SELECT s.session_id, s.head_seq, s.mode, s.generation, s.floor_seq, stay.visible_from, stay.until_seq
     FROM session s
     JOIN LATERAL (
       SELECT m.visible_from, m.until_seq
         FROM session_member m
        WHERE m.session_id = s.session_id AND m.session_id = ANY($1::uuid[]) AND m.user_id = $2
        ORDER BY m.from_seq DESC
        LIMIT 1
     ) stay ON true
    WHERE s.session_id = ANY($1::uuid[])`,
);
