import { randomUUID } from 'node:crypto';
import type { TimelineStore } from '@tidemark/timeline';
import type { OpenStore } from './open-store.ts';

export type Device = { readonly userId: string; readonly deviceId: string };

/** New accounts, one device each unless told otherwise. */
export async function people(opened: OpenStore, count: number, devicesEach = 1): Promise<readonly Device[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await opened.addUsers(ids.map((userId) => ({ userId, username: userId, displayName: 'Someone' })));
  const devices: Device[] = [];
  for (const userId of ids) {
    for (let n = 0; n < devicesEach; n += 1) devices.push(await newDevice(opened.store, userId));
  }
  return devices;
}

export async function newDevice(store: TimelineStore, userId: string): Promise<Device> {
  const deviceId = randomUUID();
  await store.registerDevice({ userId, deviceId, loginId: randomUUID(), name: 'A browser', at: Date.now() });
  return { userId, deviceId };
}

export async function group(store: TimelineStore, memberIds: readonly string[]): Promise<string> {
  const sessionId = randomUUID();
  const [creatorId = ''] = memberIds;
  const request = { sessionId, sessionKind: 'group', title: 'Tides', creatorId, memberIds, history: 'joined' } as const;
  const change = await store.createSession({ ...request, clientId: randomUUID() });
  if (change.outcome !== 'stored') throw new Error(`refused: ${change.reason}`);
  return sessionId;
}

export const message = (sessionId: string, authorId: string, text = 'hello') => ({
  sessionId,
  authorId,
  text,
  clientId: randomUUID(),
});

/** Everything in a device's sync timeline, by paging to its end. */
export async function pullAll(store: TimelineStore, device: Device, limit = 50) {
  const epoch = await store.epoch();
  const items = [];
  for (let checkpoint = 0; ;) {
    const answer = await store.pull({ ...device, epoch, checkpoint, limit });
    if (answer.outcome === 'up-to-date') return items;
    if (answer.outcome !== 'continue') throw new Error(answer.outcome);
    items.push(...answer.frame.items);
    checkpoint = answer.frame.to;
  }
}

/** Many accounts with one device each, made without the registration that each real device goes through. */
export async function crowd(opened: OpenStore, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await opened.addUsers(ids.map((userId) => ({ userId, username: userId, displayName: 'Someone' })));
  await opened.pool.query(
    `INSERT INTO device (user_id, device_id, name, created_at, last_seen_at)
     SELECT t.user_id, t.user_id, 'A browser', now(), now() FROM unnest($1::uuid[]) AS t (user_id)`,
    [ids],
  );
  return ids;
}
