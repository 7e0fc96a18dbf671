import { statement } from '../statement.ts';

export type DeviceRow = {
  user_id: string;
  device_id: string;
  login_id: string | null;
  name: string;
  status: 'active' | 'revoked';
  head_seq: string;
  floor_seq: string;
  created_at: Date;
  last_seen_at: Date;
};

const COLUMNS = 'user_id, device_id, login_id, name, status, head_seq, floor_seq, created_at, last_seen_at';

/** Adds a device, or hands it to another login of the same user; answers no row when it was revoked. */
export const upsertDevice = statement<DeviceRow>(
  'upsert-device',
  `INSERT INTO device AS d (user_id, device_id, login_id, name, created_at, last_seen_at)
   VALUES ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), to_timestamp($5::float8 / 1000))
   ON CONFLICT (user_id, device_id) DO UPDATE
     SET login_id = EXCLUDED.login_id, name = EXCLUDED.name,
         last_seen_at = greatest(d.last_seen_at, EXCLUDED.last_seen_at)
   WHERE d.user_id = $1 AND d.status = 'active'
   RETURNING ${COLUMNS}`,
);

export const readDevice = statement<DeviceRow>(
  'read-device',
  `SELECT ${COLUMNS} FROM device WHERE user_id = $1 AND device_id = $2`,
);

/** The device of a reader and the epoch: where every pull starts. */
export const readPosition = statement<{
  epoch: string;
  status: 'active' | 'revoked';
  head_seq: string;
  floor_seq: string;
}>(
  'read-position',
  `SELECT (SELECT epoch FROM timeline_epoch) AS epoch, status, head_seq, floor_seq
     FROM device WHERE user_id = $1 AND device_id = $2`,
);

export const listDevices = statement<DeviceRow>(
  'list-devices',
  `SELECT ${COLUMNS} FROM device WHERE user_id = $1 AND status = 'active' ORDER BY created_at, device_id`,
);

export const touchDevice = statement<never>(
  'touch-device',
  `UPDATE device SET last_seen_at = to_timestamp($3::float8 / 1000)
    WHERE user_id = $1 AND device_id = $2 AND status = 'active' AND last_seen_at < to_timestamp($3::float8 / 1000)`,
);

/** Waits for a write that is under way to that device; later ones pass it over. */
export const revokeDevice = statement<DeviceRow>(
  'revoke-device',
  `UPDATE device
      SET status = 'revoked', revoked_at = coalesce(revoked_at, to_timestamp($3::float8 / 1000))
    WHERE user_id = $1 AND device_id = $2
   RETURNING ${COLUMNS}`,
);
