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

/** A range of one session timeline, at the same cost at any depth. */
export const readEntryRange = statement<EntryRow>(
  'read-entry-range',
  `SELECT session_id, seq, kind, author_id, client_id, created_at, body
     FROM session_entry
    WHERE session_id = $1 AND seq BETWEEN $2::bigint AND $3::bigint
    ORDER BY seq`,
);
