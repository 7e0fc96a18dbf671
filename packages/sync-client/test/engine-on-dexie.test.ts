import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it } from 'vitest';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';
import { World } from './world.ts';

const SEEDS = [1, 2, 3, 4, 5];

const opened: DexieDeviceStore[] = [];

afterEach(() => opened.splice(0).forEach((store) => store.close()));

/** A device of Alice's on a browser's database. */
async function deviceOn(world: World) {
  const device = await world.addDevice();
  const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
  const store = () => {
    const made = new DexieDeviceStore({ userId: world.alice, deviceId: device.deviceId, indexedDb });
    opened.push(made);
    return made;
  };
  return { device, store, eye: store() };
}

async function textsOf(store: DexieDeviceStore, sessionId: string): Promise<string[]> {
  const entries = await store.entries(sessionId, 0, 10_000);
  return entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []));
}

describe('the engine on a browser database', () => {
  it.each(SEEDS)('DV-2: tabs that die in a catch-up leave whole prefixes only (seed %i)', async (seed) => {
    const world = new World(seed);
    for (let n = 0; n < 2; n += 1) await world.addSession();
    const { device, store, eye } = await deviceOn(world);
    const first = device.open(store());
    await world.live(first);
    first.kill();
    await world.bobWrites(450);
    let checkpoint = (await eye.position())?.checkpoint ?? 0;
    for (let kills = 0; kills < 10; kills += 1) {
      const tab = device.open(store());
      await world.clock.pass(world.random.int(1, 60));
      tab.kill();
      const now = (await eye.position())?.checkpoint ?? 0;
      expect(now).toBeGreaterThanOrEqual(checkpoint);
      checkpoint = now;
      let held = 0;
      for (const sessionId of world.sessions) {
        const texts = await textsOf(eye, sessionId);
        expect((await world.stored(sessionId)).slice(0, texts.length)).toEqual(texts);
        held += texts.length;
      }
      // Each item of the sync timeline is one message of Bob's here, but for the sessions' own first entries.
      expect(held).toBeLessThanOrEqual(checkpoint);
    }
    await world.live(device.open(store()));
    for (const sessionId of world.sessions) {
      expect(await textsOf(eye, sessionId)).toEqual(await world.stored(sessionId));
    }
  });

  it.each(SEEDS)('TB-6: of two tabs that both believe to lead, one writes (seed %i)', async (seed) => {
    const world = new World(seed);
    const session = await world.addSession();
    const { device, store, eye } = await deviceOn(world);
    const [frozen, seen] = [device.open(store()), device.open(store())];
    await world.live(frozen, seen);
    await world.bobWrites(20);
    await world.clock.pass(world.random.int(0, 12));
    frozen.freeze();
    await world.bobWrites(20);
    await world.clock.until(async () => (await textsOf(eye, session)).length === 40);
    frozen.thaw();
    await world.bobWrites(5);
    await world.clock.until(async () => (await textsOf(eye, session)).length === 45);
    await world.live(frozen, seen);
    expect(await textsOf(eye, session)).toEqual(await world.stored(session));
    expect(world.server.online.size).toBe(1);
  });
});
