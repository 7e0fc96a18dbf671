import { statement } from '../statement.ts';

/**
 * Members of sessions ($1) now who may read from behind a SeqId ($2) on only. In a large session nobody asks: its entries
 * are not fanned out. Run after the sessions are locked, which holds membership still.
 * Lock order: takes none. Why not the ORM: the hot path, of several sessions at once.
 */
export const readNewcomers = statement<{ session_id: string; user_id: string; visible_from: string }>(
  'read-newcomers',
  `SELECT m.session_id, m.user_id, m.visible_from
     FROM unnest($1::uuid[], $2::bigint[]) AS k (session_id, seq)
     JOIN session_member m
       ON m.session_id = k.session_id AND m.until_seq IS NULL AND m.from_seq > k.seq AND m.visible_from > k.seq
    WHERE m.session_id = ANY($1::uuid[])`,
);
