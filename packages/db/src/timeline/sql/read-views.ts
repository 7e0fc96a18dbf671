import type { EntryKind } from '@tidemark/timeline';
import { statement } from '../statement.ts';

/**
 * What a session list shows besides heads: for each session ($1) and the part of it that a reader sees ($2 to $3), the
 * newest message in there (recalled or not), the edit that is in force on it, and the time of the newest entry that
 * moved the session in the list.
 * Lock order: takes none. Why not the ORM: a few backward index steps per session instead of queries for each.
 */
export const readPreviews = statement<{
  session_id: string;
  last_at: Date;
  seq: string | null;
  kind: EntryKind;
  author_id: string | null;
  client_id: string | null;
  created_at: Date;
  body: Record<string, unknown>;
  edit_seq: string | null;
  edit_author_id: string | null;
  edit_client_id: string | null;
  edit_created_at: Date;
  edit_body: Record<string, unknown>;
}>(
  'read-previews',
  `SELECT p.session_id, newest.created_at AS last_at,
          m.seq, m.kind, m.author_id, m.client_id, m.created_at, m.body,
          edit.seq AS edit_seq, edit.author_id AS edit_author_id, edit.client_id AS edit_client_id,
          edit.created_at AS edit_created_at, edit.body AS edit_body
     FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS p (session_id, first, last)
     JOIN LATERAL (
       SELECT e.created_at
         FROM session_entry e
        WHERE e.session_id = p.session_id AND e.session_id = ANY($1::uuid[]) AND e.seq <= p.last
          AND e.target_seq IS NULL AND e.kind <> 'expired'
        ORDER BY e.seq DESC
        LIMIT 1
     ) newest ON true
     LEFT JOIN LATERAL (
       SELECT e.seq, e.kind, e.author_id, e.client_id, e.created_at, e.body
         FROM session_entry e
        WHERE e.session_id = p.session_id AND e.session_id = ANY($1::uuid[]) AND e.seq BETWEEN p.first AND p.last
          AND e.kind IN ('message', 'message-recalled')
        ORDER BY e.seq DESC
        LIMIT 1
     ) m ON true
     LEFT JOIN LATERAL (
       SELECT e.seq, e.author_id, e.client_id, e.created_at, e.body
         FROM session_entry e
        WHERE e.session_id = p.session_id AND e.session_id = ANY($1::uuid[]) AND e.target_seq = m.seq
          AND e.kind = 'edited' AND e.seq <= p.last
        ORDER BY e.seq DESC
        LIMIT 1
     ) edit ON true`,
);

/** The title and the number of members that sessions ($1) had right after one of their entries ($2). */
export const readFrozen = statement<{ session_id: string; title: string | null; member_count: string }>(
  'read-frozen',
  `SELECT p.session_id, named.body ->> 'title' AS title,
          (SELECT count(*)
             FROM session_member m
            WHERE m.session_id = p.session_id AND m.session_id = ANY($1::uuid[]) AND m.from_seq <= p.seq AND (m.until_seq IS NULL OR m.until_seq > p.seq)
          ) AS member_count
     FROM unnest($1::uuid[], $2::bigint[]) AS p (session_id, seq)
     LEFT JOIN LATERAL (
       SELECT e.body
         FROM session_entry e
        WHERE e.session_id = p.session_id AND e.session_id = ANY($1::uuid[]) AND e.seq <= p.seq
          AND e.kind <> 'message' AND e.body ? 'title'
        ORDER BY e.seq DESC
        LIMIT 1
     ) named ON true`,
);
