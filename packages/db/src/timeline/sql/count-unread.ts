import { statement } from '../statement.ts';

/**
 * Counts the messages of others in pieces of session timelines: $1 session, $2 first and $3 last SeqId of each piece,
 * $4 the reader, $5 the SeqId as of which each piece is counted: what was recalled after it still counts (SPEC CH-7).
 * Unread is always counted from the facts, never kept.
 * Lock order: takes none. Why not the ORM: many ranges in one statement.
 */
export const countUnread = statement<{ place: string; unread: string }>(
  'count-unread',
  `SELECT p.place, count(e.seq) AS unread
     FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $5::bigint[]) WITH ORDINALITY
            AS p (session_id, first, last, at, place)
     JOIN session_entry e
       ON e.session_id = p.session_id AND e.seq BETWEEN p.first AND p.last
    WHERE e.session_id = ANY($1::uuid[]) 
      AND (e.kind = 'message' OR (e.kind = 'message-recalled' AND (e.body ->> 'by')::bigint > p.at))
      AND e.author_id IS DISTINCT FROM $4::uuid
    GROUP BY p.place`,
);
