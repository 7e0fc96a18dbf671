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

/**
 * The lowest SeqId that is still there of one device's sync timeline: one index step per partition. For the rare reader
 * whose next SeqId is missing.
 */
export const readLowestKept = statement<{ seq: string }>(
  'read-lowest-kept',
  `SELECT seq FROM sync_entry WHERE user_id = $1 AND device_id = $2 ORDER BY seq LIMIT 1`,
);

/** Takes the $3 lowest rows of a device's sync timeline away; answers a row when there were so many. */
export const deleteSyncSlice = statement<{ seq: string }>(
  'delete-sync-slice',
  `WITH last AS (
     SELECT seq FROM sync_entry WHERE user_id = $1 AND device_id = $2 ORDER BY seq LIMIT $3
   ), gone AS (
     DELETE FROM sync_entry WHERE user_id = $1 AND device_id = $2 AND seq <= (SELECT max(seq) FROM last)
     RETURNING seq
   )
   SELECT max(seq) AS seq FROM gone HAVING count(*) >= $3::bigint`,
);
