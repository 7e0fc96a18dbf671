import { statement } from '../statement.ts';

/** What is known of a device before its acknowledgement is noted. */
export const readAcked = statement<{ epoch: string; status: string; head_seq: string; acked_seq: string | null }>(
  'read-acked',
  `SELECT e.epoch, d.status, d.head_seq, CASE WHEN d.acked_epoch = e.epoch THEN d.acked_seq END AS acked_seq
     FROM device d, timeline_epoch e WHERE d.user_id = $1 AND d.device_id = $2`,
);

/**
 * Moves what a device ($1, $2) has acknowledged to $4, in the life $3, at the time $6, and with it what its user's
 * devices have got of each session, by the entries after $5 of its sync timeline. Never back: whoever comes second
 * moves nothing. Answers the sessions that moved.
 * Lock order: user_session rows by session, then the device's row, which the update of the device waits for by
 * counting them; never the other way round, as in a move of a read marker.
 * Why not the ORM: the table is partitioned, and locks are taken in a fixed order.
 */
export const moveAcked = statement<{ session_id: string; delivered_seq: string }>(
  'move-acked',
  `WITH got AS MATERIALIZED (
     SELECT session_id, max(entry_seq) AS seq
       FROM sync_entry
      WHERE user_id = $1 AND device_id = $2 AND seq > $5::bigint AND seq <= $4::bigint AND kind = 1
      GROUP BY session_id
   ), locked AS MATERIALIZED (
     SELECT u.session_id, g.seq
       FROM user_session u
       JOIN got g ON g.session_id = u.session_id
      WHERE u.user_id = $1 AND u.delivered_seq < g.seq
      ORDER BY u.session_id
        FOR NO KEY UPDATE OF u
   ), delivered AS (
     UPDATE user_session u
        SET delivered_seq = l.seq
       FROM locked l
      WHERE u.user_id = $1 AND u.session_id = l.session_id AND u.delivered_seq < l.seq
     RETURNING u.session_id, u.delivered_seq
   ), acked AS (
     UPDATE device
        SET acked_seq = $4::bigint, acked_epoch = $3, acked_at = to_timestamp($6::float8 / 1000)
      WHERE user_id = $1 AND device_id = $2 AND status <> 'revoked' AND head_seq >= $4::bigint
        AND (acked_epoch IS DISTINCT FROM $3 OR acked_seq < $4::bigint)
        AND (SELECT count(*) FROM delivered) >= 0
   )
   SELECT session_id, delivered_seq FROM delivered ORDER BY session_id`,
);
