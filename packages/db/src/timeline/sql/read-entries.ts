import { statement } from '../statement.ts';
import type { EntryRow } from '../rows.ts';

/**
 * Session entries by (session, SeqId) pairs: what sync entries refer to; with the lowest SeqId of the session that can
 * still be read, as of the same moment.
 * Lock order: takes none. Why not the ORM: a set of pairs, one index lookup each.
 */
export const readEntries = statement<EntryRow & { floor_seq: string }>(
  'read-entries',
  `SELECT e.session_id, e.seq, e.kind, e.author_id, e.client_id, e.created_at, e.body, s.floor_seq
     FROM unnest($1::uuid[], $2::bigint[]) AS k (session_id, seq)
     JOIN session_entry e ON e.session_id = k.session_id AND e.seq = k.seq
     JOIN session s ON s.session_id = e.session_id
    WHERE e.session_id = ANY($1::uuid[]) AND s.session_id = ANY($1::uuid[])`,
);

/**
 * The same, for a reader ($3): of changes of messages with the first SeqId of the stay in which they are read, for what is
 * said in a change of something older is not theirs to know (SPEC CH-10); null where there is no such stay. One index
 * lookup more for each change, and none for anything else.
 */
export const readReferred = statement<EntryRow & { floor_seq: string; from_seq: string | null }>(
  'read-referred',
  `SELECT e.session_id, e.seq, e.kind, e.author_id, e.client_id, e.created_at, e.body, s.floor_seq,
          (SELECT min(m.visible_from)
             FROM session_member m
            WHERE e.target_seq IS NOT NULL AND m.session_id = e.session_id AND m.session_id = ANY($1::uuid[])
              AND m.user_id = $3 AND m.visible_from <= e.seq AND (m.until_seq IS NULL OR m.until_seq >= e.seq)
          ) AS from_seq
     FROM unnest($1::uuid[], $2::bigint[]) AS k (session_id, seq)
     JOIN session_entry e ON e.session_id = k.session_id AND e.seq = k.seq
     JOIN session s ON s.session_id = e.session_id
    WHERE e.session_id = ANY($1::uuid[]) AND s.session_id = ANY($1::uuid[])`,
);

/** A range of one session timeline, at the same cost at any depth. */
export const readEntryRange = statement<EntryRow>(
  'read-entry-range',
  `SELECT session_id, seq, kind, author_id, client_id, created_at, body
     FROM session_entry
    WHERE session_id = $1 AND seq BETWEEN $2::bigint AND $3::bigint
    ORDER BY seq`,
);
