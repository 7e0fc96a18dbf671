import { parseSeqId } from '@tidemark/timeline';
import type { SnapshotPage, SnapshotRequest } from '@tidemark/timeline';
import type { PoolClient } from 'pg';
import { sleeps } from './devices.ts';
import type { DeviceRefusal } from './pull.ts';
import { readPosition } from './sql/devices.ts';
import { readUserSessions } from './sql/write-user-sessions.ts';
import { readPeopleOf, readViews } from './views.ts';

/** The device must be woken first, outside of this snapshot of the database, which cannot see what follows it. */
type Asleep = { readonly outcome: 'device-asleep' };

/**
 * A page of the session list. Runs on one snapshot of the database, and still reads the device's head before the
 * rest: on a store of several engines only that order makes the head a safe checkpoint.
 */
export async function snapshot(
  client: PoolClient,
  request: SnapshotRequest,
): Promise<SnapshotPage | DeviceRefusal | Asleep> {
  const { userId, deviceId, cursor, limit } = request;
  const [position] = await readPosition.run(client, [userId, deviceId]);
  if (!position) return { outcome: 'device-unknown' };
  if (position.status === 'revoked') return { outcome: 'device-revoked' };
  if (sleeps(position.status)) return { outcome: 'device-asleep' };
  const head = parseSeqId(position.head_seq);

  const rows = await readUserSessions.run(client, [userId, cursor, limit + 1]);
  const page = rows.slice(0, limit);
  const views = await readViews(client, userId, page);
  return {
    epoch: position.epoch,
    head,
    floor: parseSeqId(position.floor_seq),
    checkpoint: head,
    sessions: views,
    users: await readPeopleOf(client, views),
    next: rows.length > page.length ? (page.at(-1)?.session_id ?? null) : null,
  };
}
