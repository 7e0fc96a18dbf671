import { statement } from '../statement.ts';

/**
 * How far a device is: `waking` ones are written to, but a write that began while they were dormant may still pass
 * them over.
 */
export type StoredStatus = 'active' | 'dormant' | 'waking' | 'revoked';

export type DeviceRow = {
  user_id: string;
  device_id: string;
  login_id: string | null;
  name: string;
  status: StoredStatus;
  head_seq: string;
  floor_seq: string;
  created_at: Date;
  last_seen_at: Date;
  /** Null unless it is of the present life of the numbering. */
  acked_seq: string | null;
  acked_at: Date | null;
};

const ACKED = `CASE WHEN acked_epoch = (SELECT epoch FROM timeline_epoch) THEN acked_seq END AS acked_seq, acked_at`;
const COLUMNS = `user_id, device_id, login_id, name, status, head_seq, floor_seq, created_at, last_seen_at, ${ACKED}`;

/** Adds a device, or hands it to another login of the same user; answers no row when it was revoked. */
export const upsertDevice = statement<DeviceRow>(
  'upsert-device',
  `INSERT INTO device AS d (user_id, device_id, login_id, name, created_at, last_seen_at)
   VALUES ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), to_timestamp($5::float8 / 1000))
   ON CONFLICT (user_id, device_id) DO UPDATE
     SET login_id = EXCLUDED.login_id, name = EXCLUDED.name,
         last_seen_at = greatest(d.last_seen_at, EXCLUDED.last_seen_at), contact_at = now()
   WHERE d.user_id = $1 AND d.status <> 'revoked'
   RETURNING ${COLUMNS}`,
);

export const readDevice = statement<DeviceRow>(
  'read-device',
  `SELECT ${COLUMNS} FROM device WHERE user_id = $1 AND device_id = $2`,
);

/** The device of a reader and the epoch: where every pull starts. */
export const readPosition = statement<{
  epoch: string;
  status: StoredStatus;
  head_seq: string;
  floor_seq: string;
}>(
  'read-position',
  `SELECT (SELECT epoch FROM timeline_epoch) AS epoch, status, head_seq, floor_seq
     FROM device WHERE user_id = $1 AND device_id = $2`,
);

export const listDevices = statement<DeviceRow>(
  'list-devices',
  `SELECT ${COLUMNS} FROM device WHERE user_id = $1 AND status <> 'revoked' ORDER BY created_at, device_id`,
);

/** When one of the devices of each user was last noted as seen. */
export const readLastSeen = statement<{ user_id: string; last_seen_at: Date }>(
  'read-last-seen',
  `SELECT user_id, max(last_seen_at) AS last_seen_at
     FROM device WHERE user_id = ANY($1::uuid[]) AND status <> 'revoked' GROUP BY user_id`,
);

export const touchDevice = statement<{ status: StoredStatus }>(
  'touch-device',
  `UPDATE device
      SET last_seen_at = greatest(last_seen_at, to_timestamp($3::float8 / 1000)), contact_at = now()
    WHERE user_id = $1 AND device_id = $2 AND status <> 'revoked'
   RETURNING status`,
);

/** Writes go to the device again from the commit of this on. Those that began before may not know it. */
export const beginWaking = statement<never>(
  'begin-waking',
  `UPDATE device SET status = 'waking', contact_at = now()
    WHERE user_id = $1 AND device_id = $2 AND status = 'dormant'`,
);

export const endWaking = statement<never>(
  'end-waking',
  `UPDATE device SET status = 'active' WHERE user_id = $1 AND device_id = $2 AND status = 'waking'`,
);

/**
 * Waits for a write that is under way to that device; later ones pass it over. The timeline ends with a mark at the
 * next SeqId, and its floor is above that.
 */
export const revokeDevice = statement<DeviceRow>(
  'revoke-device',
  `UPDATE device
      SET status = 'revoked', revoked_at = coalesce(revoked_at, to_timestamp($3::float8 / 1000)),
          head_seq = CASE status WHEN 'revoked' THEN head_seq ELSE head_seq + 1 END,
          floor_seq = CASE status WHEN 'revoked' THEN floor_seq ELSE head_seq + 2 END
    WHERE user_id = $1 AND device_id = $2
   RETURNING ${COLUMNS}`,
);

/** Notes a floor that a reader has found to be true: partitions go without word to the devices in them. */
export const raiseFloor = statement<never>(
  'raise-floor',
  `UPDATE device SET floor_seq = $3::bigint
    WHERE user_id = $1 AND device_id = $2 AND floor_seq < $3::bigint AND head_seq >= $3::bigint - 1`,
);
