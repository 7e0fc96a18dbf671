import type { EntryRow } from '../rows.ts';
import { statement } from '../statement.ts';

/**
 * The sets in force under keys: $1 session, $2 key, as pairs.
 * Lock order: takes none; the sessions are locked. Why not the ORM: from an index over a part of the body.
 */
export const readSetsOf = statement<EntryRow>(
  'read-sets-of',
  `SELECT e.session_id, e.seq, e.kind, e.author_id, e.client_id, e.created_at, e.body
     FROM unnest($1::uuid[], $2::text[]) AS k (session_id, key)
     JOIN session_entry e ON e.session_id = k.session_id AND e.kind = 'set' AND e.body ->> 'key' = k.key
    WHERE e.session_id = ANY($1::uuid[])`,
);

/** The sets in force of session $1 in [$2, $3], at most $4, oldest first: never past what was superseded. */
export const readSetsAfter = statement<EntryRow>(
  'read-sets-after',
  `SELECT session_id, seq, kind, author_id, client_id, created_at, body
     FROM session_entry
    WHERE session_id = $1 AND seq BETWEEN $2::bigint AND $3::bigint AND kind = 'set'
    ORDER BY seq
    LIMIT $4`,
);
