import { statement } from '../statement.ts';
import type { EntryRow } from '../rows.ts';

/**
 * The newest changes, beyond a page of history, of the messages in it: of session $1, with targets in [$2, $3], after
 * $3, up to $4, at most $5. Newest first.
 * Lock order: takes none. Why not the ORM: from an index that Prisma cannot name, which holds changes alone.
 */
export const readChangesOf = statement<EntryRow>(
  'read-changes-of',
  `SELECT session_id, seq, kind, author_id, client_id, created_at, body
     FROM session_entry
    WHERE session_id = $1 AND target_seq BETWEEN $2::bigint AND $3::bigint AND target_seq IS NOT NULL
      AND seq > $3::bigint AND seq <= $4::bigint
    ORDER BY seq DESC
    LIMIT $5`,
);

/** The changes of messages of session $1 in [$2, $3], at most $4, oldest first. From the index of all but messages. */
export const readChangesAfter = statement<EntryRow>(
  'read-changes-after',
  `SELECT session_id, seq, kind, author_id, client_id, created_at, body
     FROM session_entry
    WHERE session_id = $1 AND seq BETWEEN $2::bigint AND $3::bigint AND kind <> 'message' AND target_seq IS NOT NULL
    ORDER BY seq
    LIMIT $4`,
);

/**
 * What messages ($1 session, $2 SeqId) say: they themselves and their edits.
 * Lock order: takes none; the sessions are locked.
 */
export const readContent = statement<EntryRow>(
  'read-content',
  `SELECT e.session_id, e.seq, e.kind, e.author_id, e.client_id, e.created_at, e.body
     FROM unnest($1::uuid[], $2::bigint[]) AS k (session_id, seq)
     JOIN session_entry e ON e.session_id = k.session_id AND e.seq = k.seq
    WHERE e.session_id = ANY($1::uuid[]) AND e.kind = 'message'
   UNION ALL
   SELECT e.session_id, e.seq, e.kind, e.author_id, e.client_id, e.created_at, e.body
     FROM unnest($1::uuid[], $2::bigint[]) AS k (session_id, seq)
     JOIN session_entry e ON e.session_id = k.session_id AND e.target_seq = k.seq
    WHERE e.session_id = ANY($1::uuid[]) AND e.kind = 'edited'`,
);

/**
 * Puts other content in the place of what entries said: $1 session, $2 SeqId, $3 kind, $4 body, $5 digest.
 * Lock order: rows of sessions that are locked.
 */
export const replaceContent = statement<never>(
  'replace-content',
  `UPDATE session_entry e
      SET kind = t.kind, body = t.body::jsonb, digest = t.digest
     FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
            AS t (session_id, seq, kind, body, digest)
    WHERE e.session_id = t.session_id AND e.seq = t.seq AND e.session_id = ANY($1::uuid[])`,
);
