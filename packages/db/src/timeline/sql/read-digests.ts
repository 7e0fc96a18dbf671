import type { EntryRow } from '../rows.ts';
import { statement } from '../statement.ts';

/**
 * True for a change that its reader is told without what it says: none of their stays (`first` and `last` SeqIds in two
 * parameters) holds both the change and its message (SPEC CH-10). Looked at for changes alone.
 */
const isHidden = (first: string, last: string): string =>
  `(e.target_seq IS NOT NULL AND NOT EXISTS (
           SELECT FROM unnest(${first}::bigint[], ${last}::bigint[]) AS stay (first, last)
            WHERE e.target_seq >= stay.first AND e.seq <= stay.last))`;

/**
 * Stretches of one session timeline, added up: how many entries, how many of them have a digest of what the reader is
 * told, and the sum of those. $2, $3: the ends of each stretch; $4, $5: those of the reader's stays. `n` counts the
 * stretches from 1.
 * Lock order: takes none. Why not the ORM: a sum over a range for each of several, one range read each.
 */
export const sumDigests = statement<{ n: string; entries: string; digested: string; sum: string }>(
  'sum-digests',
  `SELECT r.n, d.entries, d.digested, d.sum
     FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS r (from_seq, to_seq, n)
    CROSS JOIN LATERAL (
      SELECT count(*) AS entries, count(e.digest) FILTER (WHERE NOT ${isHidden('$4', '$5')}) AS digested,
             coalesce(sum(e.digest) FILTER (WHERE NOT ${isHidden('$4', '$5')}), 0)::text AS sum
        FROM session_entry e
       WHERE e.session_id = $1 AND e.seq BETWEEN r.from_seq AND r.to_seq
    ) AS d
    ORDER BY r.n`,
);

/**
 * The next entries of a stretch that have no digest, or another than that of what the reader is told: rows from before
 * there was one, what has expired, and what is hidden from the reader, whose stays $5, $6 are.
 */
export const readUndigested = statement<EntryRow>(
  'read-undigested',
  `SELECT e.session_id, e.seq, e.kind, e.author_id, e.client_id, e.created_at, e.body
     FROM session_entry e
    WHERE e.session_id = $1 AND e.seq BETWEEN $2::bigint AND $3::bigint
      AND (e.digest IS NULL OR ${isHidden('$5', '$6')})
    ORDER BY e.seq
    LIMIT $4`,
);
