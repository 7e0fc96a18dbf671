import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it } from 'vitest';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';
import type { SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

const opened: DexieDeviceStore[] = [];
afterEach(() => opened.splice(0).forEach((store) => store.close()));

/** The database becomes an earlier copy of itself under a live device, whose connection breaks by it. */
function restore(world: World, tab: SimTab, dump: ReturnType<World['server']['store']['dump']>, epoch: string): void {
  world.server.store.restore(dump, epoch);
  tab.transport.cut();
}

const MARKS = [
  ['marked by another epoch', 'epoch-2'],
  ['that nobody has marked', 'epoch-1'],
] as const;
const STORES = ['memory', 'a browser database'] as const;
const CASES = MARKS.flatMap(([how, epoch]) => STORES.map((on) => [how, on, epoch] as const));

describe('a database restored from a backup under live clients', () => {
  it.each(CASES)(
    'DV-13, DV-15, OB-8: %s, on %s: converges, and what was lost can be sent again',
    async (_, on, epoch) => {
      const world = new World(7);
      const session = await world.addSession();
      const device = await world.addDevice();
      const disk = { indexedDB: new IDBFactory(), IDBKeyRange };
      const open = () => {
        if (on === 'memory') return device.store;
        const store = new DexieDeviceStore({ userId: world.alice, deviceId: device.deviceId, indexedDb: disk });
        opened.push(store);
        return store;
      };
      const eye = open();
      const shown = async () =>
        (await eye.entries(session, 0, 1_000)).flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []));
      const tab = device.open(open());
      await world.live(tab);
      await world.clock.finish(tab.client.send(session, 'kept'));
      await world.bobWrites(2);
      await world.clock.until(async () => (await shown()).length === 3);
      const backup = world.server.store.dump();

      await world.clock.finish(tab.client.send(session, 'lost with the database'));
      await world.bobWrites(3);
      await world.clock.until(async () => (await shown()).length === 7 && (await eye.outbox()).length === 0);
      restore(world, tab, backup, epoch);
      await world.bobWrites(1);

      const lost = async () => (await eye.outbox()).filter(({ state }) => state.kind === 'refused');
      await world.clock.until(async () => (await lost()).length === 1);
      expect(await lost()).toMatchObject([{ action: { text: 'lost with the database' }, state: { code: 'lost' } }]);
      await world.live(tab);
      const view = await tab.client.live.session(session);
      expect(view).toMatchObject({ head: 5, unread: 3 });
      await world.clock.finish(tab.client.fill(session, { at: 'newest' }));
      expect(await shown()).toEqual(await world.stored(session));

      const [item] = await lost();
      await world.clock.finish(tab.client.retry(item?.clientId ?? ''));
      await world.clock.until(async () => (await eye.outbox()).length === 0);
      await world.clock.until(async () => (await shown()).includes('lost with the database'));
      expect(await shown()).toEqual(await world.stored(session));
    },
  );
});
