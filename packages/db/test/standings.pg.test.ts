import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standings } from '../src/timeline/postgres-timeline-store.ts';
import { openStore, type OpenStore } from './support/open-store.ts';
import { people, type Device } from './support/people.ts';

let opened: OpenStore;
let devices: readonly Device[];
beforeAll(async () => {
  opened = await openStore();
  devices = await people(opened, 3);
});
afterAll(() => opened.close());

async function signIn({ userId, deviceId }: Device, endsAt: number): Promise<string> {
  const loginId = randomUUID();
  await opened.pool.query(
    `INSERT INTO login (id, user_id, token, expires_at, updated_at) VALUES ($1::uuid, $2, $1::uuid::text, to_timestamp($3), now())`,
    [loginId, userId, endsAt / 1000],
  );
  await opened.store.registerDevice({ userId, deviceId, loginId, name: 'x', at: 0 });
  return loginId;
}

describe('the standings of devices', () => {
  test('ND-1: are what was last committed, for those that exist', async () => {
    const [one, two, three] = devices as [Device, Device, Device];
    const endsAt = Date.UTC(2030, 0);
    const loginId = await signIn(one, endsAt);
    const ended = await signIn(two, endsAt);
    await opened.pool.query('DELETE FROM login WHERE id = $1', [ended]);
    await opened.store.revokeDevice(three.userId, three.deviceId);
    const stranger = { userId: one.userId, deviceId: two.deviceId };
    const rows = await standings(opened.pool, [stranger, three, two, one]);
    const epoch = await opened.store.epoch();
    const of = ({ deviceId }: Device) => rows.filter((row) => row.deviceId === deviceId);
    expect(rows).toHaveLength(3);
    expect(of(one)).toMatchObject([{ ...one, epoch, status: 'active', loginId, loginEndsAt: endsAt, head: 0 }]);
    expect(of(two)).toMatchObject([{ ...two, status: 'active', loginId: ended, loginEndsAt: null }]);
    expect(of(three)).toMatchObject([{ ...three, status: 'revoked' }]);
  });

  test('ND-3: of two readings the later one has the higher time, to the microsecond', async () => {
    const times: number[] = [];
    for (let i = 0; i < 20; i += 1) times.push(...(await standings(opened.pool, devices)).map(({ readAt }) => readAt));
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(new Set(times).size).toBe(20);
    expect(times.every(Number.isSafeInteger)).toBe(true);
  });

  test('are the same for a device that is asked for twice', async () => {
    const [one] = devices as [Device];
    const [first, second] = await standings(opened.pool, [one, one]);
    expect(first).toEqual(second);
  });
});
