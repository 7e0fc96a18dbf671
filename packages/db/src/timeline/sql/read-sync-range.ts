import { statement } from '../statement.ts';

/**
 * A range of one device's sync timeline. The upper end is at most the head that was read before, so everything in the
 * range is committed.
 * Lock order: takes none. Why not the ORM: the table is partitioned, which Prisma does not know.
 */
export const readSyncRange = statement<{ seq: string; kind: number; session_id: string; entry_seq: string }>(
  'read-sync-range',
  `SELECT seq, kind, session_id, entry_seq
     FROM sync_entry
    WHERE user_id = $1 AND device_id = $2 AND seq BETWEEN $3::bigint AND $4::bigint
    ORDER BY seq`,
);
