import type { Entry } from '@tidemark/timeline';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { ActionError } from '../src/client.ts';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';
import { DeviceDb, deviceDbName } from '../src/store/schema.ts';
import type { SimDevice, SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

const MINUTE = 60_000;

/** A device of Alice's that holds `count` messages of Bob's, over so many sessions. */
async function settled(world: World, sessions: number, count: number): Promise<{ device: SimDevice; tab: SimTab }> {
  const device = await world.addDevice();
  const tab = device.open();
  await world.live(tab);
  for (let n = 0; n < sessions; n += 1) await world.addSession();
  await world.bobWrites(count);
  await world.caughtUp(device);
  await world.live(tab);
  return { device, tab };
}

/** Changes what is on the disk, as a fault of the browser or of this client would. */
function spoil(device: SimDevice, sessionId: string, seq: number, over: Partial<Entry> | null): void {
  const entries = device.disk.entries.get(sessionId);
  const entry = entries?.get(seq);
  if (!entries || !entry) throw new Error(`nothing is held at ${seq}`);
  if (over === null) entries.delete(seq);
  else entries.set(seq, { ...entry, ...over });
}

const asked = (world: World, event: string) =>
  world.server.requests.filter((request) => request.event === event).length;
const audit = (world: World, tab: SimTab) => world.clock.finish(tab.client.audit());

describe('an audit that the user asks for', () => {
  it("AU-9: says that all is the server's, at the cost of one question for each session", async () => {
    const world = new World(1);
    const { tab } = await settled(world, 3, 600);
    const seen: number[] = [];
    const result = await world.clock.finish(tab.client.audit(({ done }) => seen.push(done)));
    expect(result).toEqual({ checked: 603, repaired: 0, lost: 0, resynced: false });
    expect([asked(world, 'audit:sync'), asked(world, 'audit:session'), asked(world, 'history:page')]).toEqual([
      1, 3, 0,
    ]);
    expect(seen.every((done, i) => i === 0 || done >= (seen[i - 1] ?? 0))).toBe(true);
  });

  it('AU-5: finds a changed, a missing and an exchanged entry, and puts them right', async () => {
    const world = new World(2);
    const { device, tab } = await settled(world, 2, 1_000);
    const [one, two] = world.sessions as [string, string];
    spoil(device, one, 123, { body: { kind: 'message', text: 'never said' } });
    spoil(device, one, 400, null);
    spoil(device, two, 77, { authorId: world.alice });
    const [a, b] = await device.store.entries(two, 200, 201);
    spoil(device, two, 200, { ...b, seq: 200 });
    spoil(device, two, 201, { ...a, seq: 201 });
    expect(await world.differences(device)).toHaveLength(2);
    expect(await audit(world, tab)).toMatchObject({ checked: 1_002, repaired: 5, lost: 0 });
    expect(await world.differences(device)).toEqual([]);
    expect(await audit(world, tab)).toMatchObject({ checked: 1_002, repaired: 0 });
  });

  it('AU-4: one corrupted entry of 4,000 is found in two exchanges and read with one page', async () => {
    const world = new World(3);
    const { device, tab } = await settled(world, 1, 3_999);
    const session = world.sessions[0] ?? '';
    spoil(device, session, 3_141, { at: 1 });
    expect(await audit(world, tab)).toMatchObject({ checked: 4_000, repaired: 1 });
    expect([asked(world, 'audit:session'), asked(world, 'history:page')]).toEqual([2, 1]);
    expect(device.disk.entries.get(session)?.get(3_141)?.at).not.toBe(1);
  });

  it('AU-6: an own message that the server does not have is marked so, and can be sent again', async () => {
    const world = new World(4);
    const { device, tab } = await settled(world, 1, 40);
    const session = world.sessions[0] ?? '';
    const clientId = world.random.uuid();
    spoil(device, session, 20, { authorId: world.alice, clientId, body: { kind: 'message', text: 'mine, and gone' } });
    expect(await audit(world, tab)).toMatchObject({ repaired: 1, lost: 1 });
    expect(await world.differences(device)).toEqual([]);
    const { pending } = await tab.client.live.window(session, 1, 100);
    const [action, state] = [
      { kind: 'send', text: 'mine, and gone' },
      { kind: 'refused', code: 'lost' },
    ];
    expect(pending).toMatchObject([{ clientId, action, state }]);
    await world.clock.finish(tab.client.retry(clientId));
    await world.clock.until(async () => (await world.stored(session)).includes('mine, and gone'));
    expect((await world.stored(session)).filter((text) => text === 'mine, and gone')).toHaveLength(1);
  });

  it('AU-6: an own message that the server has elsewhere is not marked as lost', async () => {
    const world = new World(12);
    const { device, tab } = await settled(world, 1, 40);
    const session = world.sessions[0] ?? '';
    await world.clock.finish(tab.client.send(session, 'mine'));
    await world.clock.until(async () => (await device.store.outbox()).length === 0);
    await world.caughtUp(device);
    // The acknowledgement may come after the entry.
    await world.clock.pass(1_000);
    const [own] = await device.store.entries(session, 42, 42);
    spoil(device, session, 20, { ...own, seq: 20 });
    spoil(device, session, 42, null);
    const record = device.disk.records.get(session);
    if (record) device.disk.records.set(session, { ...record, held: [{ from: 1, to: 41 }] });
    expect(await audit(world, tab)).toMatchObject({ checked: 41, repaired: 1, lost: 0 });
    expect(asked(world, 'message:find')).toBe(1);
    expect(await device.store.outbox()).toEqual([]);
    expect(await device.store.orphans()).toEqual([]);
  });

  it('AU-7: a sync timeline that was not told as it is brings a new session list, and everything is audited', async () => {
    const world = new World(5);
    const { device, tab } = await settled(world, 2, 60);
    const session = world.sessions[0] ?? '';
    // An item was passed over without a trace, and the title of a session with it.
    device.disk.syncDigest = { ...device.disk.syncDigest, digest: '0123456789abcdef' };
    const record = device.disk.records.get(session);
    if (record) device.disk.records.set(session, { ...record, title: 'never so called', unread: 7 });
    const snapshots = asked(world, 'sync:snapshot');
    expect(await audit(world, tab)).toEqual({ checked: 62, repaired: 0, lost: 0, resynced: true });
    expect(asked(world, 'sync:snapshot')).toBe(snapshots + 1);
    expect((await tab.client.live.session(session))?.name).toBe('Session 0');
    expect((await tab.client.live.session(session))?.unread).toBe(30);
    expect(await audit(world, tab)).toMatchObject({ resynced: false });
  });

  it('AU-7: what was compared is not compared again', async () => {
    const world = new World(6);
    const { device, tab } = await settled(world, 1, 30);
    const { checkpoint } = device.disk.position ?? { checkpoint: 0 };
    await audit(world, tab);
    expect(device.disk.syncDigest).toEqual({ base: checkpoint, digest: '0'.repeat(16) });
    await world.bobWrites(5);
    await world.caughtUp(device);
    expect(await audit(world, tab)).toMatchObject({ resynced: false });
    expect(device.disk.syncDigest.base).toBe(checkpoint + 5);
  });

  it('AU-9: without a connection it fails plainly, and soon', async () => {
    const world = new World(7);
    const { device, tab } = await settled(world, 1, 5);
    device.faults.down = true;
    tab.surroundings.set({ online: false });
    await world.status(tab, 'offline');
    await expect(audit(world, tab)).rejects.toThrow(ActionError);
  });

  it('AU-9: it is cut short with its connection, and what was put right stays so', async () => {
    const world = new World(8);
    const { device, tab } = await settled(world, 30, 300);
    for (const session of world.sessions) spoil(device, session, 4, { at: 1 });
    const failed = tab.client.audit().catch((error: unknown) => error);
    await world.clock.until(() => asked(world, 'audit:session') >= 10);
    tab.transport.cut();
    expect(await world.clock.finish(failed)).toBeInstanceOf(ActionError);
    await world.live(tab);
    const result = await audit(world, tab);
    expect(result.repaired).toBeGreaterThan(0);
    expect(result.repaired).toBeLessThan(30);
    expect(await world.differences(device)).toEqual([]);
  });

  it('AU-9: it outlives the tab that carries it out', async () => {
    const world = new World(9);
    const { device, tab } = await settled(world, 30, 300);
    const other = device.open();
    await world.live(other);
    for (const session of world.sessions) spoil(device, session, 4, { body: { kind: 'message', text: 'spoilt' } });
    const result = other.client.audit();
    await world.clock.until(() => asked(world, 'audit:session') >= 10);
    tab.kill();
    expect(await world.clock.finish(result)).toMatchObject({ checked: 330 });
    expect(await world.differences(device)).toEqual([]);
  });

  it('AU-9: asked for in two tabs at once, it is one audit', async () => {
    const world = new World(10);
    const { device, tab } = await settled(world, 4, 100);
    const other = device.open();
    await world.live(other);
    const results = await world.clock.finish(Promise.all([tab.client.audit(), other.client.audit()]));
    expect(results[0]).toEqual(results[1]);
    expect(asked(world, 'audit:session')).toBe(4);
  });

  it('AU-5: on a browser database', async () => {
    const world = new World(11);
    const session = await world.addSession();
    const device = await world.addDevice();
    const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
    const store = new DexieDeviceStore({ userId: world.alice, deviceId: device.deviceId, indexedDb });
    const tab = device.open(store);
    await world.live(tab);
    await world.bobWrites(300);
    await world.clock.until(async () => (await store.entries(session, 1, 999)).length === 300);
    const db = new DeviceDb(deviceDbName(world.alice, device.deviceId), indexedDb);
    const entry = await db.entries.get([session, 150]);
    if (entry) await db.entries.put({ ...entry, body: { kind: 'message', text: 'spoilt' } });
    await db.entries.delete([session, 250]);
    db.close();
    expect(await audit(world, tab)).toMatchObject({ checked: 301, repaired: 2, resynced: false });
    const texts = (await store.entries(session, 1, 999)).flatMap(({ body }) =>
      body.kind === 'message' ? [body.text] : [],
    );
    expect(texts).toEqual(await world.stored(session));
    store.close();
  });
});

describe('an audit that the device makes by itself', () => {
  it('AU-8: begins some minutes after the device is live, and rests between sessions', async () => {
    const world = new World(20);
    const { device, tab } = await settled(world, 5, 50);
    for (const session of world.sessions) spoil(device, session, 4, { body: { kind: 'message', text: 'spoilt' } });
    await world.clock.pass(MINUTE);
    expect(asked(world, 'audit:session')).toBe(0);
    await world.clock.until(() => asked(world, 'audit:session') === 1, 15 * MINUTE);
    const began = world.clock.now();
    await world.clock.until(async () => (await world.differences(device)).length === 0, MINUTE);
    expect(world.clock.now() - began).toBeGreaterThan(4_000);
    expect(tab.client.status.get().kind).toBe('live');
  });

  it('AU-8: what was audited is not audited again the same day, but what has come since', async () => {
    const world = new World(21);
    const { device, tab } = await settled(world, 2, 20);
    await world.clock.until(() => asked(world, 'audit:session') === 2, 15 * MINUTE);
    await world.clock.pass(MINUTE);
    tab.kill();
    const second = device.open();
    await world.live(second);
    await world.clock.pass(15 * MINUTE);
    expect([asked(world, 'audit:sync'), asked(world, 'audit:session')]).toEqual([2, 2]);
    second.kill();
    const third = device.open();
    await world.live(third);
    await world.bobWrites(1);
    await world.caughtUp(device);
    await world.clock.pass(15 * MINUTE);
    expect(asked(world, 'audit:session')).toBe(3);
  });

  it('AU-8: stops at once when the connection goes, and goes on where it was', async () => {
    const world = new World(22);
    const { device, tab } = await settled(world, 10, 50);
    for (const session of world.sessions) spoil(device, session, 4, { body: { kind: 'message', text: 'spoilt' } });
    await world.clock.until(() => asked(world, 'audit:session') === 5, 15 * MINUTE);
    device.faults.down = true;
    tab.transport.cut();
    const before = asked(world, 'audit:session');
    await world.clock.pass(20 * MINUTE);
    expect(asked(world, 'audit:session')).toBe(before);
    device.faults.down = false;
    await world.live(tab);
    await world.clock.until(async () => (await world.differences(device)).length === 0, 30 * MINUTE);
    const sessions = world.sessions.length;
    // Of a session that is put right a question more is not asked; the one that was cut short is begun again.
    expect(asked(world, 'audit:session')).toBeLessThanOrEqual(2 * sessions + 2);
  });
});
