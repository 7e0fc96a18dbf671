import { expect } from '@playwright/test';
import type { Device } from './device.ts';
import { textsOf } from './device-store.ts';
import type { World } from './fixtures.ts';

/** Waits until every device holds exactly the session's messages as stored, in SeqId order. */
export async function expectConverged(world: World, sessionId: string, devices: readonly Device[]): Promise<void> {
  const stored = await world.database.texts(sessionId);
  for (const device of devices) {
    await expect
      .poll(async () => textsOf(await device.content(), sessionId), {
        message: `${device.person.username}'s device holds the session`,
        timeout: 30_000,
      })
      .toEqual(stored);
  }
}

/** Waits until the database has so many messages of a session; returns them in SeqId order. */
export async function expectStored(world: World, sessionId: string, count: number): Promise<readonly string[]> {
  await expect
    .poll(async () => (await world.database.texts(sessionId)).length, { message: 'messages stored', timeout: 60_000 })
    .toBe(count);
  return world.database.texts(sessionId);
}

/** So many texts, each of its own: `<name> 1`, `<name> 2` … */
export function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);
}
