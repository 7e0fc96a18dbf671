import { statement } from '../statement.ts';
import type { EntryRow } from '../rows.ts';

/**
 * The changes, beyond a page of history, of the messages in it: of session $1, with targets in [$2, $3], after $3, and
 * within a stay of the reader together with them ($4 first, $5 last SeqId of each), without those that a later one among
 * them makes void (SPEC CH-5, CH-10). At most $6: all others before reactions, newest first. Void ones are left out here, for a bound over
 * them would let somebody who turns a reaction on and off hide everything else.
 * The last LIMIT keeps the rows from being looked for among all of the session's.
 * Lock order: takes none. Why not the ORM: from an index that Prisma cannot name, which holds changes alone.
 */
export const readChangesOf = statement<EntryRow>(
  'read-changes-of',
  `SELECT e.session_id, e.seq, e.kind, e.author_id, e.client_id, e.created_at, e.body
     FROM (
       SELECT max(c.seq) AS seq
         FROM session_entry c
        WHERE c.session_id = $1 AND c.target_seq BETWEEN $2::bigint AND $3::bigint AND c.target_seq IS NOT NULL
          AND c.seq > $3::bigint
          AND EXISTS (
            SELECT FROM unnest($4::bigint[], $5::bigint[]) AS v (first, last)
             WHERE c.seq <= v.last AND c.target_seq >= v.first
          )
        GROUP BY c.target_seq, c.kind,
                 CASE WHEN c.kind = 'reacted' THEN c.author_id END,
                 CASE c.kind WHEN 'reacted' THEN c.body ->> 'emoji' WHEN 'pinned' THEN '' ELSE c.seq::text END
        ORDER BY c.kind = 'reacted', max(c.seq) DESC
        LIMIT $6
     ) valid
    CROSS JOIN LATERAL (
       SELECT one.session_id, one.seq, one.kind, one.author_id, one.client_id, one.created_at, one.body
         FROM session_entry one
        WHERE one.session_id = $1 AND one.seq = valid.seq LIMIT 1
     ) e`,
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
 * How often messages ($1 session, $2 SeqId) were edited; those that never were are left out.
 * Lock order: takes none; the sessions are locked.
 */
export const countEditsOf = statement<{ session_id: string; target_seq: string; edits: number }>(
  'count-edits-of',
  `SELECT e.session_id, e.target_seq, count(*)::int AS edits
     FROM unnest($1::uuid[], $2::bigint[]) AS k (session_id, seq)
     JOIN session_entry e ON e.session_id = k.session_id AND e.target_seq = k.seq
    WHERE e.session_id = ANY($1::uuid[]) AND e.target_seq IS NOT NULL AND e.kind = 'edited'
    GROUP BY e.session_id, e.target_seq`,
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
