import { expect } from '@playwright/test';
import type { Device } from './device.ts';
import { textsOf } from './device-store.ts';
import type { World } from './fixtures.ts';

/** Waits until every device holds exactly the session's messages as they are stored by then, in SeqId order. */
export async function expectConverged(world: World, sessionId: string, devices: readonly Device[]): Promise<void> {
  for (const device of devices) {
    // Both are read each time: what is on its way may be stored only now.
    await expect(async () => {
      const [held, stored] = [textsOf(await device.content(), sessionId), await world.database.texts(sessionId)];
      expect(held, `${device.person.username}'s device holds the session`).toEqual(stored);
    }).toPass({ timeout: 30_000 });
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
