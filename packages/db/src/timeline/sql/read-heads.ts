import type { SessionKind, SyncMode } from '@tidemark/timeline';
import { statement } from '../statement.ts';

/** Sessions with their heads, without a lock. Read before the stays of a reader, see read-stays. */
export const readHeads = statement<{
  session_id: string;
  kind: SessionKind;
  title: string | null;
  member_count: number;
  head_seq: string;
  floor_seq: string;
  mode: SyncMode;
}>(
  'read-heads',
  `SELECT session_id, kind, title, member_count, head_seq, floor_seq, mode
     FROM session
    WHERE session_id = ANY($1::uuid[])`,
);
