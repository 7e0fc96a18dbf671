import { statement } from '../statement.ts';
import type { EntryRow } from '../rows.ts';

/**
 * Finds the entries that actions were stored as before. Run after the sessions are locked: until then a twin of the
 * action may be on its way.
 * Lock order: takes none. Why not the ORM: a set of three-part keys in one index lookup each.
 */
export const findStored = statement<EntryRow>(
  'find-stored',
  `SELECT e.session_id, e.seq, e.kind, e.author_id, e.client_id, e.created_at, e.body
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS k (session_id, author_id, client_id)
     JOIN session_entry e
       ON e.session_id = k.session_id AND e.author_id = k.author_id AND e.client_id = k.client_id
    WHERE e.session_id = ANY($1::uuid[])`,
);
