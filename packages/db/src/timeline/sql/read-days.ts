import { statement } from '../statement.ts';

/**
 * Messages, recalled ones too, by calendar day of a zone ($4), in some ranges ([$2, $3]) of one session timeline.
 * Lock order: takes none. Why not the ORM: grouping by a day of the reader's zone.
 */
export const readDays = statement<{ day: string; messages: string; first_seq: string }>(
  'read-days',
  `SELECT to_char(e.created_at AT TIME ZONE $4, 'YYYY-MM-DD') AS day, count(*) AS messages, min(e.seq) AS first_seq
     FROM unnest($2::bigint[], $3::bigint[]) AS part (from_seq, to_seq)
     JOIN session_entry e ON e.session_id = $1 AND e.seq BETWEEN part.from_seq AND part.to_seq
    WHERE e.session_id = $1 AND e.kind IN ('message', 'message-recalled')
    GROUP BY 1
    ORDER BY 1`,
);
