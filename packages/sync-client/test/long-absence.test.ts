import { describe, expect, it } from 'vitest';
import type { SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

const HELD = 3_000;
const SESSIONS = 5;

/** What the device is told from now on, in bytes of answers and pushes. */
function weigh(tab: SimTab): () => number {
  let bytes = 0;
  const { transport } = tab;
  const ask = transport.request.bind(transport);
  Object.assign(transport, {
    request: async (...args: Parameters<typeof ask>) => {
      const answer = await ask(...args);
      bytes += JSON.stringify(answer).length;
      return answer;
    },
  });
  transport.listen((event) => {
    if (event.kind === 'push') bytes += JSON.stringify(event.frame).length;
  });
  return () => bytes;
}

describe('a device that was away longer than its sync timeline is kept', () => {
  it('SN-3, DV-8: keeps what it holds, fetches a list and nothing of what it has, and can send at once', async () => {
    const world = new World(1);
    for (let n = 0; n < SESSIONS; n += 1) await world.addSession();
    const device = await world.addDevice();
    const first = device.open();
    await world.live(first);
    await world.bobWrites(HELD);
    await world.caughtUp(device);
    expect(await world.differences(device)).toEqual([]);
    first.kill();

    await world.bobWrites(20);
    const record = await world.server.store.device(world.alice, device.deviceId);
    world.server.store.purgeSync(world.alice, device.deviceId, (record?.head ?? 0) + 1);
    const listed = await device.store.sessions();
    const tab = device.open();
    const bytes = weigh(tab);
    // Never an empty app on the way, and no waiting with what the user has to say.
    expect(await device.store.sessions()).toEqual(listed);
    const [session = ''] = world.sessions;
    await world.clock.finish(tab.client.send(session, 'back again'));
    await world.live(tab);
    await world.clock.until(async () => (await device.store.outbox()).length === 0);

    const records = await device.store.sessions();
    const held = records.reduce(
      (sum, { held: ranges }) => sum + ranges.reduce((n, { from, to }) => n + to - from + 1, 0),
      0,
    );
    expect(held).toBeGreaterThanOrEqual(HELD);
    expect(records.reduce((sum, { unread }) => sum + unread, 0)).toBe(HELD + 20);
    const anEntry = JSON.stringify((await device.store.entries(session, 2, 2))[0]).length;
    expect(bytes()).toBeLessThan(30 * 2 * anEntry + 20_000);
    for (const sessionId of world.sessions) {
      const { gaps } = await tab.client.live.window(sessionId, 1, (await device.store.session(sessionId))?.head ?? 1);
      for (const gap of gaps) expect(gap.to - gap.from + 1).toBeLessThanOrEqual(4);
      await world.clock.finish(tab.client.fill(sessionId, { at: 'newest' }));
    }
    expect(await world.differences(device)).toEqual([]);
  });
});
