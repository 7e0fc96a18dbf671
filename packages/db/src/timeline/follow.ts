import { parseSeqId } from '@tidemark/timeline';
import type { FollowRequest, Followings } from '@tidemark/timeline';
import type { PoolClient } from 'pg';
import type { DeviceRefusal } from './pull.ts';
import { readPosition } from './sql/devices.ts';
import { readFollowed } from './sql/read-followed.ts';
import { readMarkers } from './sql/write-user-sessions.ts';
import { readPeopleOf, readViews } from './views.ts';

/**
 * What has moved of the sessions that a device follows by their own checkpoints (SPEC MD-6). Most have not: of those
 * nothing but how they stand is read. Runs on one snapshot of the database.
 */
export async function follow(client: PoolClient, request: FollowRequest): Promise<Followings | DeviceRefusal> {
  const { userId, deviceId } = request;
  const [position] = await readPosition.run(client, [userId, deviceId]);
  if (!position) return { outcome: 'device-unknown' };
  if (position.status === 'revoked') return { outcome: 'device-revoked' };
  const checkpoints = new Map(request.sessions.map(({ sessionId, seq }) => [sessionId, seq]));
  const followed: Followings['followed'][number][] = [];
  const movedIds: string[] = [];
  for (const row of await readFollowed.run(client, [[...checkpoints.keys()], userId])) {
    const sessionId = row.session_id;
    const isFollowed = row.mode === 'pull' && row.until_seq === null;
    const from = Math.max(parseSeqId(row.visible_from), parseSeqId(row.floor_seq));
    if (isFollowed) followed.push({ sessionId, generation: parseSeqId(row.generation), from });
    if (!isFollowed || parseSeqId(row.head_seq) !== checkpoints.get(sessionId)) movedIds.push(sessionId);
  }
  const markers = movedIds.length > 0 ? await readMarkers.run(client, [userId, movedIds]) : [];
  const moved = await readViews(client, userId, markers);
  return { epoch: position.epoch, moved, followed, users: await readPeopleOf(client, moved) };
}
