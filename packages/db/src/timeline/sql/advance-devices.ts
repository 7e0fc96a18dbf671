import { statement } from '../statement.ts';

/**
 * Fan-out: resolves the active devices of users, moves their heads and inserts the sync entries, in one statement.
 * $1, $2: each user and how many items they get; $3 to $7: the items, one array per column (user, place from 1 on,
 * kind, session, entry). The time, which picks the
 * partition, is the database's, and for one device never goes back: its oldest partitions hold its lowest SeqIds.
 * Lock order: device rows by (user_id, device_id), after all session rows. The lock holds until commit, so whoever
 * sees a SeqId of a device sees all below it.
 * Why not the ORM: row locks in a fixed order, and sets instead of rows.
 * Rights: a device that is not active gets nothing; the lock re-reads its status.
 */
export const advanceDevices = statement<{ user_id: string; device_id: string; head_seq: string; floor_seq: string }>(
  'advance-devices',
  `WITH target AS MATERIALIZED (
     SELECT d.user_id, d.device_id, t.n
       FROM device d
       JOIN unnest($1::uuid[], $2::int[]) AS t (user_id, n) ON t.user_id = d.user_id
      WHERE d.user_id = ANY($1::uuid[]) AND d.status IN ('active', 'waking')
      ORDER BY d.user_id, d.device_id
        FOR NO KEY UPDATE OF d
   ), advanced AS (
     UPDATE device d
        SET head_seq = d.head_seq + t.n, written_at = greatest(d.written_at, now())
       FROM target t
      WHERE d.user_id = t.user_id AND d.device_id = t.device_id AND d.user_id = ANY($1::uuid[])
     RETURNING d.user_id, d.device_id, d.head_seq, d.floor_seq, d.written_at, d.head_seq - t.n AS old_head
   ), added AS (
     INSERT INTO sync_entry (user_id, device_id, seq, created_at, kind, session_id, entry_seq)
     SELECT a.user_id, a.device_id, a.old_head + i.place, a.written_at, i.kind, i.session_id, i.entry_seq
       FROM advanced a
       JOIN unnest($3::uuid[], $4::int[], $5::smallint[], $6::uuid[], $7::bigint[])
         AS i (user_id, place, kind, session_id, entry_seq) ON i.user_id = a.user_id
   )
   SELECT user_id, device_id, head_seq, floor_seq FROM advanced ORDER BY user_id, device_id`,
);
