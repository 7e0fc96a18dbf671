import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';
import type { SimDevice } from '../src/testing/index.ts';
import { World } from './world.ts';

const SEEDS = Array.from({ length: 10 }, (_, index) => index + 1);
/** Every session here has two members, so with this all of them are in pull mode. */
const ALL_PULL = 1;

/** Waits until the device has applied and holds every session as the server has it. */
async function converged(world: World, device: SimDevice): Promise<void> {
  await world.clock.until(async () => (await world.differences(device)).length === 0);
}

const follows = (world: World) => world.server.requests.filter(({ event }) => event === 'sync:follow').length;

describe('a device with sessions in pull mode', () => {
  it('MD-4: hears of messages at once, and its sync timeline stays where it is', async () => {
    const world = new World(1, ALL_PULL);
    const session = await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    await world.clock.until(() => follows(world) === 1);
    await world.clock.pass(50);
    for (let said = 1; said <= 3; said += 1) {
      await world.bobWrites(1);
      await world.clock.until(async () => (await world.shown(device, session)).length === said);
    }
    expect(follows(world)).toBe(1);
    expect(await world.server.store.device(world.alice, device.deviceId)).toMatchObject({ head: 0 });
    expect((await tab.client.live.session(session))?.unread).toBe(3);
  });

  it('MD-4: a message of its own leaves the outbox with the frame that brings it', async () => {
    const world = new World(2, ALL_PULL);
    const session = await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    await world.clock.finish(tab.client.send(session, 'from here'));
    await world.clock.until(async () => (await device.store.outbox()).length === 0);
    await converged(world, device);
    expect(await world.shown(device, session)).toEqual(['from here']);
  });

  it.each(SEEDS)('MD-8: frames lost, doubled and out of order come out whole (seed %i)', async (seed) => {
    const world = new World(seed, ALL_PULL);
    for (let n = 0; n < 3; n += 1) await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    Object.assign(device.faults, { dropPush: 0.2, doublePush: 0.1, delayPush: 400 });
    for (let burst = 0; burst < 40; burst += 1) {
      await world.bobWrites(world.random.int(1, 5));
      await world.clock.pass(world.random.int(0, 50));
      if (world.random.chance(0.05)) tab.transport.cut();
    }
    // The last frame of all may be among the lost: the check now and then finds out.
    await converged(world, device);
    const sessions = await tab.client.live.sessions();
    expect(sessions.reduce((sum, session) => sum + session.unread, 0)).toBe(
      (await Promise.all(world.sessions.map((id) => world.stored(id)))).flat().length,
    );
  });

  it.each(SEEDS)('MD-8: killed again and again, loses and doubles nothing (seed %i)', async (seed) => {
    const world = new World(seed, ALL_PULL);
    for (let n = 0; n < 3; n += 1) await world.addSession();
    const device = await world.addDevice();
    const first = device.open();
    await world.live(first);
    for (let kills = 0; kills < 10; kills += 1) {
      const tab = device.open();
      await world.bobWrites(world.random.int(0, 40));
      await world.clock.pass(world.random.int(1, 60));
      tab.kill();
    }
    const last = device.open();
    await world.live(last);
    for (const session of world.sessions) {
      const wanted = await world.stored(session);
      await world.clock.until(async () => (await device.store.session(session))?.checkpoint === wanted.length + 1);
      const record = await device.store.session(session);
      expect(record).toMatchObject({ unread: wanted.length, checkpoint: wanted.length + 1 });
      for (const gap of (await last.client.live.window(session, 1, wanted.length + 1)).gaps) {
        for (let seq = gap.to + 1; seq > gap.from; seq -= 100) {
          await world.clock.finish(last.client.fill(session, { at: 'before', seq }));
        }
      }
    }
    expect(await world.differences(device)).toEqual([]);
  });

  it('MD-8: what was missed while away is read page by page; beyond a bound the middle stays a gap', async () => {
    const world = new World(3, ALL_PULL);
    const [short, long] = [await world.addSession(), await world.addSession()];
    const device = await world.addDevice();
    const first = device.open();
    await world.live(first);
    first.kill();
    const say = async (session: string, count: number) => {
      for (let n = 0; n < count; n += 1) {
        await world.server.say(session, world.bob, world.random.uuid(), `missed ${n + 1}`);
      }
    };
    await say(short, 350);
    await say(long, 1_200);
    const tab = device.open();
    await world.live(tab);
    await world.clock.until(async () => (await world.shown(device, short)).length === 350);
    await world.clock.until(async () => (await world.shown(device, long)).length === 100);
    await world.clock.pass(5_000);
    expect((await device.store.session(long))?.held).toEqual([{ from: 1_102, to: 1_201 }]);
    expect((await tab.client.live.session(long))?.unread).toBe(1_200);
    expect((await tab.client.live.session(short))?.unread).toBe(350);
    await world.clock.finish(tab.client.fill(long, { at: 'before', seq: 1_102 }));
    expect((await device.store.session(long))?.held).toEqual([{ from: 1_002, to: 1_201 }]);
  });

  it('MD-6: 250 sessions are asked for in two questions, not in one each', async () => {
    const world = new World(4, ALL_PULL);
    for (let n = 0; n < 250; n += 1) await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    await world.clock.pass(5_000);
    expect(follows(world)).toBe(2);
  });

  it('MD-8: on a browser database: away, back, and a switch to push mode in between', async () => {
    const world = new World(5, ALL_PULL);
    const session = await world.addSession();
    const device = await world.addDevice();
    const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
    const store = () => new DexieDeviceStore({ userId: world.alice, deviceId: device.deviceId, indexedDb });
    const eye = store();
    const first = device.open(store());
    await world.live(first);
    await world.bobWrites(2);
    await world.clock.until(async () => (await eye.session(session))?.head === 3);
    first.kill();
    await world.bobWrites(2);
    await world.server.store.overrideMode({ sessionId: session, mode: 'push' });
    await world.bobWrites(2);
    const second = device.open(store());
    await world.live(second);
    await world.clock.until(async () => (await eye.follows()).length === 0);
    await world.clock.until(async () => (await eye.entries(session, 2, 99)).length === 7);
    expect(await eye.session(session)).toMatchObject({ mode: 'push', head: 8, unread: 6, checkpoint: null });
    eye.close();
  });
});
