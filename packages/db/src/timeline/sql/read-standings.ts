import { statement } from '../statement.ts';

/**
 * What decides whether devices may go on, and how far their timelines reach: one row per device that exists. $1, $2:
 * user and device of each. `read_at` is the database's clock as the statement began, in microseconds: what was committed
 * before then is in the answer, and of two readings the later one has the higher time on whichever node they were made.
 * Why not the ORM: one statement for many pairs.
 */
export const readStandings = statement<{
  user_id: string;
  device_id: string;
  status: string;
  login_id: string | null;
  login_ends_at: string | null;
  head_seq: string;
  floor_seq: string;
  epoch: string;
  read_at: string;
}>(
  'read-standings',
  `SELECT d.user_id, d.device_id, d.status, d.login_id, d.head_seq, d.floor_seq,
          (extract(epoch FROM l.expires_at) * 1000)::bigint AS login_ends_at,
          (SELECT epoch FROM timeline_epoch) AS epoch,
          (extract(epoch FROM statement_timestamp()) * 1000000)::bigint AS read_at
     FROM unnest($1::uuid[], $2::uuid[]) AS asked (user_id, device_id)
     JOIN device d ON d.user_id = asked.user_id AND d.device_id = asked.device_id AND d.user_id = ANY($1::uuid[])
     LEFT JOIN login l ON l.id = d.login_id AND l.user_id = d.user_id`,
);
