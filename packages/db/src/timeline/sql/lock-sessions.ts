import type { SessionKind, SyncMode } from '@tidemark/timeline';
import { statement } from '../statement.ts';

export type LockedRow = {
  session_id: string;
  kind: SessionKind;
  title: string | null;
  history: 'all' | 'joined';
  head_seq: string;
  member_count: number;
  mode: SyncMode;
  mode_override: SyncMode | null;
  generation: string;
  floor_seq: string;
};

/**
 * Locks sessions and reads their heads and modes. First lock of every write: sessions in order of id, and devices
 * after them. What depends on the lock is read by later statements: this one's snapshot may be older than the lock it
 * waited for (the locked columns themselves are the newest).
 * Why not the ORM: it has no row locks.
 */
export const lockSessions = statement<LockedRow>(
  'lock-sessions',
  `SELECT session_id, kind, title, history, head_seq, member_count, mode, mode_override, generation, floor_seq
     FROM session
    WHERE session_id = ANY($1::uuid[])
    ORDER BY session_id
      FOR NO KEY UPDATE`,
);
