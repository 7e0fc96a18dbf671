import { statement } from '../statement.ts';

/**
 * Those of $3 who are members now, together with $1, of the session in the same place of $2, where that has at most $4
 * members. By the primary key of the members, once for each pair.
 */
export const readCompanions = statement<{ user_id: string }>(
  'read-companions',
  `SELECT DISTINCT k.user_id
     FROM unnest($2::uuid[], $3::uuid[]) AS k (session_id, user_id)
     JOIN session s ON s.session_id = k.session_id AND s.member_count <= $4
     JOIN session_member own ON own.session_id = k.session_id AND own.user_id = $1 AND own.until_seq IS NULL
     JOIN session_member m ON m.session_id = k.session_id AND m.user_id = k.user_id AND m.until_seq IS NULL
    WHERE s.session_id = ANY($2::uuid[]) AND own.session_id = ANY($2::uuid[]) AND m.session_id = ANY($2::uuid[])`,
);
