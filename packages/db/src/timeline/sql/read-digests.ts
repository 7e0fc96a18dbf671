import type { EntryRow } from '../rows.ts';
import { statement } from '../statement.ts';

/**
 * Stretches of one session timeline, added up: how many entries, how many of them have a digest, and the sum of those.
 * $2, $3: the ends of each stretch. `n` counts them from 1.
 * Lock order: takes none. Why not the ORM: a sum over a range for each of several, one range read each.
 */
export const sumDigests = statement<{ n: string; entries: string; digested: string; sum: string }>(
  'sum-digests',
  `SELECT r.n, d.entries, d.digested, d.sum
     FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS r (from_seq, to_seq, n)
    CROSS JOIN LATERAL (
      SELECT count(*) AS entries, count(e.digest) AS digested, coalesce(sum(e.digest), 0)::text AS sum
        FROM session_entry e
       WHERE e.session_id = $1 AND e.seq BETWEEN r.from_seq AND r.to_seq
    ) AS d
    ORDER BY r.n`,
);

/** The next entries of a stretch that have no digest: rows from before there was one. */
export const readUndigested = statement<EntryRow>(
  'read-undigested',
  `SELECT session_id, seq, kind, author_id, client_id, created_at, body
     FROM session_entry
    WHERE session_id = $1 AND seq BETWEEN $2::bigint AND $3::bigint AND digest IS NULL
    ORDER BY seq
    LIMIT $4`,
);
