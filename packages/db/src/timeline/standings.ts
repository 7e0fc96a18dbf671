import { parseSeqId } from '@tidemark/timeline';
import type { Bounds } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { readStandings } from './sql/read-standings.ts';

/** A device as the database has it at one moment: its rights, and how far its timeline reaches. */
export type StandingRow = Bounds & {
  readonly userId: string;
  readonly deviceId: string;
  readonly status: string;
  readonly loginId: string | null;
  /** Milliseconds since 1970; null when the login has ended. */
  readonly loginEndsAt: number | null;
  /** When it was read by the database's clock, in microseconds since 1970. */
  readonly readAt: number;
};

/** The standings of those of the devices that exist, in one statement. */
export async function standings(
  pool: Pool,
  devices: readonly { readonly userId: string; readonly deviceId: string }[],
): Promise<readonly StandingRow[]> {
  const rows = await readStandings.run(pool, [
    devices.map(({ userId }) => userId),
    devices.map(({ deviceId }) => deviceId),
  ]);
  return rows.map((row) => ({
    userId: row.user_id,
    deviceId: row.device_id,
    status: row.status,
    loginId: row.login_id,
    loginEndsAt: row.login_ends_at === null ? null : Number(row.login_ends_at),
    epoch: row.epoch,
    head: parseSeqId(row.head_seq),
    floor: parseSeqId(row.floor_seq),
    readAt: Number(row.read_at),
  }));
}
