import { statement } from '../statement.ts';

/**
 * Looks at the next $4 entries of session $1 from SeqId $2 on, for the first that is not older than $3 (ms): how far it
 * looked, where that one is, and the last before it that is not only about what has expired.
 * Lock order: takes none; entries keep their times. Why not the ORM: one row instead of thousands.
 */
export const readExpiring = statement<{ last: string | null; young: string | null; up_to: string | null }>(
  'read-expiring',
  `WITH slice AS MATERIALIZED (
     SELECT seq, kind, created_at >= to_timestamp($3::float8 / 1000) AS young
       FROM session_entry
      WHERE session_id = $1 AND seq >= $2::bigint
      ORDER BY seq
      LIMIT $4
   ), first AS (SELECT min(seq) AS seq FROM slice WHERE young)
   SELECT (SELECT max(seq) FROM slice) AS last, first.seq AS young,
          (SELECT max(seq) FROM slice
            WHERE kind <> 'expired' AND (first.seq IS NULL OR slice.seq < first.seq)) AS up_to
     FROM first`,
);

/** The time of the newest entry of a session that moved it in the list. Under the session's lock. */
export const readLastNews = statement<{ created_at: Date }>(
  'read-last-news',
  `SELECT created_at FROM session_entry
    WHERE session_id = $1 AND target_seq IS NULL AND kind <> 'expired'
    ORDER BY seq DESC
    LIMIT 1`,
);

/** Nothing of a session below $2 can be read any more. Under the session's lock. */
export const raiseSessionFloor = statement<never>(
  'raise-session-floor',
  `UPDATE session SET floor_seq = $2::bigint WHERE session_id = $1 AND floor_seq < $2::bigint`,
);

/** Who is not a member any more and could read something of session $1 from $2 on. Under the session's lock. */
export const readFormerReaders = statement<{ user_id: string; visible_from: string; until_seq: string }>(
  'read-former-readers',
  `SELECT m.user_id, m.visible_from, m.until_seq
     FROM session_member m
    WHERE m.session_id = $1 AND m.until_seq >= $2::bigint
      AND NOT EXISTS (
        SELECT FROM session_member later
         WHERE later.session_id = $1 AND later.user_id = m.user_id AND later.from_seq > m.from_seq)`,
);

/**
 * Moves the read markers in session $1 of users ($2, sorted) forward to where they stand at least now ($3), and answers
 * those that moved, and all of those who are to be told anyway ($4).
 * Lock order: user_session rows by user, after session rows and before device rows.
 * Why not the ORM: row locks in a fixed order, and sets instead of rows.
 */
export const raiseMarkers = statement<{ user_id: string; read_seq: string }>(
  'raise-markers',
  `WITH locked AS MATERIALIZED (
     SELECT u.user_id, greatest(u.read_seq, t.seq) AS read_seq
       FROM user_session u
       JOIN unnest($2::uuid[], $3::bigint[], $4::boolean[]) AS t (user_id, seq, told) ON t.user_id = u.user_id
      WHERE u.user_id = ANY($2::uuid[]) AND u.session_id = $1 AND (u.read_seq < t.seq OR t.told)
      ORDER BY u.user_id
        FOR NO KEY UPDATE OF u
   )
   UPDATE user_session u
      SET read_seq = l.read_seq
     FROM locked l
    WHERE u.user_id = l.user_id AND u.user_id = ANY($2::uuid[]) AND u.session_id = $1
   RETURNING u.user_id, u.read_seq`,
);

/**
 * The messages in ranges ($2 to $3) of session $1 by author, as of the last SeqId of each range: what was recalled after
 * it still counts (SPEC CH-7). `place` counts the ranges from 1.
 * Lock order: takes none. Why not the ORM: one count for all who have read equally far.
 */
export const countByAuthor = statement<{ place: string; author_id: string | null; messages: string }>(
  'count-by-author',
  `SELECT p.place, e.author_id, count(*) AS messages
     FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS p (first, last, place)
     JOIN session_entry e ON e.session_id = $1 AND e.seq BETWEEN p.first AND p.last
    WHERE e.kind = 'message' OR (e.kind = 'message-recalled' AND (e.body ->> 'by')::bigint > p.last)
    GROUP BY p.place, e.author_id`,
);

/** True when one of the entries ($1 session, $2 SeqId) is something that people said and that has expired. */
export const hasExpired = statement<{ expired: boolean }>(
  'has-expired',
  `SELECT EXISTS (
     SELECT
       FROM unnest($1::uuid[], $2::bigint[]) AS k (session_id, seq)
       JOIN session s ON s.session_id = k.session_id AND s.floor_seq > k.seq
       JOIN session_entry e ON e.session_id = k.session_id AND e.seq = k.seq
      WHERE s.session_id = ANY($1::uuid[]) AND e.session_id = ANY($1::uuid[])
        AND (e.kind LIKE 'message%' OR e.target_seq IS NOT NULL)
   ) AS expired`,
);

/**
 * Takes what people said out of the rows of session $1 in [$2, $3]: who, when and under which client id stays, so that
 * a retry finds its first result (SPEC RT-11).
 * Lock order: single rows below the floor, which no write touches.
 */
export const eraseRange = statement<never>(
  'erase-range',
  `UPDATE session_entry
      SET kind = CASE WHEN target_seq IS NULL THEN 'message-expired' ELSE 'change-expired' END,
          body = CASE WHEN target_seq IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('target', target_seq) END,
          digest = NULL
    WHERE session_id = $1 AND seq BETWEEN $2::bigint AND $3::bigint AND kind = ANY($4::text[])`,
);

/**
 * Takes what was said in changes of messages of session $1 in [$2, $3] out of their rows, whenever the changes were made
 * (SPEC RT-11). From the index of the changes by message.
 * Lock order: rows that no write touches: what changes a message below the floor is refused.
 */
export const eraseChanges = statement<never>(
  'erase-changes',
  `UPDATE session_entry
      SET kind = 'change-expired', body = jsonb_build_object('target', target_seq), digest = NULL
    WHERE session_id = $1 AND target_seq BETWEEN $2::bigint AND $3::bigint AND target_seq IS NOT NULL
      AND kind = ANY($4::text[])`,
);

/** Notes up to where rows were erased. */
export const noteErased = statement<never>(
  'note-erased',
  `UPDATE session SET erased_seq = $2::bigint WHERE session_id = $1 AND erased_seq < $2::bigint`,
);
