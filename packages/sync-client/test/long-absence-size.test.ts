import { describe, expect, it } from 'vitest';
import { World } from './world.ts';

/** Less than what a device replays, so that all of it is held. */
const AT_ONCE = 4_000;
const AWAY_EDITS = 20;
const AWAY_NEW = 20;

/** Bytes of answers to a device that comes back after its timeline was purged, holding so many entries. */
async function bytesAfter(held: number): Promise<number> {
  const world = new World(7);
  const sessionId = await world.addSession();
  const device = await world.addDevice();
  const tab = device.open();
  await world.live(tab);
  for (let said = 0; said < held; said += AT_ONCE) {
    const batch = await world.server.store.append(
      Array.from({ length: AT_ONCE }, (_, i) => ({
        sessionId,
        authorId: world.bob,
        clientId: world.random.uuid(),
        text: `message ${said + i}`,
      })),
    );
    world.server.deliver({ ...batch, deliveries: [] });
    tab.transport.cut();
    await world.caughtUp(device);
  }
  tab.kill();

  for (let n = 1; n <= AWAY_EDITS; n += 1) {
    const change = { kind: 'edit', target: Math.floor((held / (AWAY_EDITS + 1)) * n), text: `edited ${n}` } as const;
    const request = { sessionId, authorId: world.bob, clientId: world.random.uuid(), change };
    expect((await world.server.store.append([request])).outcomes[0]?.outcome).toBe('stored');
  }
  await world.bobWrites(AWAY_NEW);
  const record = await world.server.store.device(world.alice, device.deviceId);
  world.server.store.purgeSync(world.alice, device.deviceId, (record?.head ?? 0) + 1);

  const again = device.open();
  let bytes = 0;
  const ask = again.transport.request.bind(again.transport);
  Object.assign(again.transport, {
    request: async (...args: Parameters<typeof ask>) => {
      const answer = await ask(...args);
      bytes += JSON.stringify(answer).length;
      return answer;
    },
  });
  await world.live(again);
  await world.clock.until(async () => (await device.store.missedChanges()).length === 0);
  await world.clock.finish(again.client.fill(sessionId, { at: 'newest' }));
  const states = await device.store.states(sessionId, 1, held + 1);
  expect(states.map(({ edits }) => edits.at(-1)?.text)).toEqual(
    Array.from({ length: AWAY_EDITS }, (_, n) => `edited ${n + 1}`),
  );
  const kept = (await device.store.session(sessionId))?.held ?? [];
  expect(kept.reduce((sum, { from, to }) => sum + to - from + 1, 0)).toBeGreaterThanOrEqual(held);
  return bytes;
}

describe('a device that was away longer than its sync timeline is kept', () => {
  it('CH-6, SN-3: fetches what is new and what changed, however much it holds', { timeout: 120_000 }, async () => {
    const [few, many] = [await bytesAfter(AT_ONCE), await bytesAfter(52_000)];
    // Larger SeqIds have more digits; nothing else may grow.
    expect(many).toBeLessThan(few * 1.05);
    expect(many).toBeLessThan((AWAY_NEW + AWAY_EDITS + 100) * 450);
  });
});
