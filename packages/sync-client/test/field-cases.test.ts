import { describe, expect, it, vi } from 'vitest';
import type { SimDevice, SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

// What people met in the field, on a whole device: engine, tabs and store. docs/field-cases.md has all of them.

// Large backlogs, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

async function purged(world: World, device: SimDevice): Promise<void> {
  const record = await world.server.store.device(world.alice, device.deviceId);
  world.server.store.purgeSync(world.alice, device.deviceId, (record?.head ?? 0) + 1);
}

/** What the list of a device shows, in a form that two devices can be compared by. */
async function listOf(tab: SimTab) {
  const items = await tab.client.live.sessions();
  return items.map(({ sessionId, name, unread, member, head, readSeq }) => {
    return { sessionId, name, unread, member, head, readSeq };
  });
}

/** Fills every gap of a session, as a screen fills those that it sees. */
async function fillAll(world: World, tab: SimTab, sessionId: string): Promise<void> {
  for (;;) {
    const { gaps } = await tab.client.live.window(sessionId, 1, 10_000);
    const last = gaps.at(-1);
    if (last === undefined) return;
    await world.clock.finish(tab.client.fill(sessionId, { at: 'before', seq: last.to + 1 }));
  }
}

async function removeAlice(world: World, sessionId: string): Promise<void> {
  world.server.took(
    await world.server.store.changeSession({
      sessionId,
      actorId: world.bob,
      clientId: world.random.uuid(),
      change: { kind: 'remove-member', memberId: world.alice },
    }),
  );
}

describe('after an absence', () => {
  it('longer than the sync timeline lives the device equals a fresh one, and sends what it had queued (O-04)', async () => {
    const world = new World(41);
    for (let n = 0; n < 3; n += 1) await world.addSession();
    const [one = '', two = '', three = ''] = world.sessions;
    const [away, other] = [await world.addDevice(), await world.addDevice()];
    const tab = away.open();
    const second = other.open();
    await world.live(tab, second);
    await world.bobWrites(9);
    await world.caughtUp(away);
    tab.surroundings.set({ online: false });
    await world.status(tab, 'offline');
    await world.clock.finish(tab.client.send(one, 'queued'));
    const before = await tab.client.live.sessions();

    await world.bobWrites(9);
    await world.clock.until(async () => (await second.client.live.session(two))?.head === 7);
    await world.clock.finish(second.client.markRead(two, 7));
    await world.clock.until(async () => (await second.client.live.outbox()).length === 0);
    await removeAlice(world, three);
    await purged(world, away);
    const seen: string[] = [];
    let least = before.length;
    tab.client.status.subscribe(() => {
      seen.push(tab.client.status.get().kind);
      least = Math.min(least, away.disk.records.size);
    });
    tab.surroundings.set({ online: true });
    await world.live(tab);
    expect(seen).toContain('resyncing');
    // Never an empty app on the way.
    expect(least).toBe(3);

    await world.clock.until(async () => (await tab.client.live.outbox()).length === 0);
    await world.caughtUp(away);
    const fresh = (await world.addDevice()).open();
    await world.live(fresh);
    expect(await listOf(tab)).toEqual(await listOf(fresh));
    for (const sessionId of [one, two]) {
      await fillAll(world, tab, sessionId);
      expect(await world.shown(away, sessionId)).toEqual(await world.stored(sessionId));
    }
    expect((await world.stored(one)).filter((text) => text === 'queued')).toHaveLength(1);
  });

  it.each([199, 200, 201, 400, 601])(
    'a backlog of %i, with the tab closed on the way, has no hole in it (O-06)',
    async (count) => {
      const world = new World(count);
      const session = await world.addSession();
      const device = await world.addDevice();
      const first = device.open();
      await world.live(first);
      await world.bobWrites(5);
      await world.caughtUp(device);
      first.kill();
      await world.bobWrites(count);
      const second = device.open();
      const start = device.disk.position?.checkpoint ?? 0;
      await world.clock.until(() => (device.disk.position?.checkpoint ?? 0) > start);
      second.kill();
      const tab = device.open();
      await world.live(tab);
      await world.caughtUp(device);
      expect(await world.shown(device, session)).toEqual(await world.stored(session));
      expect((await tab.client.live.window(session, 2, 10_000)).gaps).toEqual([]);
    },
  );

  it('of ten thousand messages the list comes at once, and one can write before the rest is here (O-45)', async () => {
    const world = new World(45);
    for (let n = 0; n < 20; n += 1) await world.addSession();
    const device = await world.addDevice();
    const first = device.open();
    await world.live(first);
    first.kill();
    await world.bobWrites(10_000);
    const asked = world.server.requests.length;
    const tab = device.open();
    const [session = ''] = world.sessions;
    await world.clock.finish(tab.client.send(session, 'at once'));
    await world.live(tab);
    // Not replayed: some pages of the list, however much was said.
    const pulls = world.server.requests.slice(asked).filter(({ event }) => event.startsWith('sync:'));
    expect(pulls.length).toBeLessThan(5);
    const list = await tab.client.live.sessions();
    expect(list.reduce((sum, { unread }) => sum + unread, 0)).toBe(10_000);
    await world.clock.until(async () => (await world.stored(session)).includes('at once'));
    await world.clock.finish(tab.client.fill(session, { at: 'newest' }));
    expect(World.texts(await tab.client.live.window(session, 1, 10_000)).at(-1)).toBe('at once');
  });
});

describe('the link', () => {
  it('lost before anything was ever pushed: what came meanwhile is there (O-13)', async () => {
    const world = new World(13);
    const session = await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    for (let round = 1; round <= 3; round += 1) {
      device.faults.down = true;
      tab.transport.cut();
      await world.status(tab, 'reconnecting');
      await world.bobWrites(2);
      device.faults.down = false;
      await world.live(tab);
      await world.caughtUp(device);
      await fillAll(world, tab, session);
      expect(await world.shown(device, session)).toHaveLength(2 * round);
    }
  });

  it('restarted three times: every device settles with one connection and one catch-up each time (O-07)', async () => {
    const world = new World(7);
    const session = await world.addSession();
    const devices = [];
    for (let n = 0; n < 20; n += 1) devices.push(await world.addDevice());
    const tabs = devices.map((device) => device.open());
    await world.live(...tabs);
    for (let restart = 0; restart < 3; restart += 1) {
      const before = world.server.accepted;
      const asked = world.server.requests.length;
      tabs.forEach((tab) => tab.transport.cut());
      await world.clock.until(() => tabs.every((tab) => tab.client.status.get().kind === 'live'));
      await world.clock.pass(20_000);
      expect(world.server.accepted - before).toBe(20);
      const pulls = world.server.requests.slice(asked).filter(({ event }) => event === 'sync:pull');
      expect(pulls.length).toBeLessThanOrEqual(20);
    }
    await world.bobWrites(1);
    for (const device of devices) await world.caughtUp(device);
    for (const tab of tabs) expect((await tab.client.live.session(session))?.lastMessage?.seq).toBe(2);
  });

  it('that died in sleep is not called live before all is there, also when a new message comes first (O-42)', async () => {
    const world = new World(42);
    const session = await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    await world.bobWrites(3);
    await world.caughtUp(device);
    tab.freeze();
    await world.clock.pass(600_000);
    // Half open: the server's pushes of those minutes are lost, and neither side has seen a close.
    Object.assign(device.faults, { dropPush: 1 });
    await world.bobWrites(30);
    Object.assign(device.faults, { dropPush: 0 });
    tab.thaw();
    tab.surroundings.set({ visible: true });
    await world.bobWrites(1);
    let hidden = 0;
    const look = async () => {
      const shown = await world.shown(device, session);
      if (shown.includes('bob 34') && shown.length < 34) hidden += 1;
      return shown.length === 34;
    };
    const woken = world.clock.now();
    await world.clock.until(look);
    expect(world.clock.now() - woken).toBeLessThan(5_000);
    expect(hidden).toBe(0);
    await world.live(tab);
    expect(await world.differences(device)).toEqual([]);
  });

  it('cut for a crowd at one instant: it comes back spread, one catch-up each (O-43)', async () => {
    const world = new World(43);
    await world.addSession();
    const devices = [];
    for (let n = 0; n < 200; n += 1) devices.push(await world.addDevice());
    const tabs = devices.map((device) => device.open());
    await world.live(...tabs);
    devices.forEach((device) => (device.faults.down = true));
    tabs.forEach((tab) => tab.transport.cut());
    await world.clock.pass(30_000);
    devices.forEach((device) => (device.faults.down = false));
    const asked = world.server.requests.length;
    const accepted = new Map<number, number>();
    let before = world.server.accepted;
    const start = world.clock.now();
    await world.clock.until(() => {
      const second = Math.floor((world.clock.now() - start) / 1_000);
      accepted.set(second, (accepted.get(second) ?? 0) + world.server.accepted - before);
      before = world.server.accepted;
      return world.server.online.size === 200;
    });
    expect(accepted.size).toBeGreaterThanOrEqual(10);
    expect(Math.max(...accepted.values())).toBeLessThan(50);
    await world.live(...tabs);
    const pulls = world.server.requests.slice(asked).filter(({ event }) => event === 'sync:pull');
    expect(pulls.length).toBeLessThanOrEqual(200);
  });
});

describe('the outbox', () => {
  it('refuses what is too large without sending it; what stands behind it goes out, and no link is cut (O-15)', async () => {
    const world = new World(15);
    const session = await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    const huge = '\u{1F30A}'.repeat(500_000);
    for (const text of [huge, 'one', 'two', 'three']) await world.clock.finish(tab.client.send(session, text));
    await world.clock.until(async () => (await world.stored(session)).length === 3);
    expect(await world.stored(session)).toEqual(['one', 'two', 'three']);
    await world.clock.until(async () => (await tab.client.live.outbox()).length === 1);
    const [kept] = await tab.client.live.outbox();
    expect(kept).toMatchObject({ state: { kind: 'refused', code: 'text-too-long' }, action: { text: huge } });
    expect(world.server.requests.filter(({ event }) => event === 'message:send')).toHaveLength(3);
    expect(world.server.accepted).toBe(1);
  });
});

describe('counts and rights', () => {
  it('marking as read what was never loaded leaves nothing behind: the next message makes one (O-09)', async () => {
    const world = new World(9);
    const session = await world.addSession();
    const [one, two] = [await world.addDevice(), await world.addDevice()];
    await world.bobWrites(111);
    const [tab, other] = [one.open(), two.open()];
    await world.live(tab, other);
    await world.clock.finish(tab.client.fill(session, { at: 'newest' }));
    expect((await tab.client.live.session(session))?.unread).toBe(111);
    const head = (await tab.client.live.session(session))?.head ?? 0;
    await world.clock.finish(tab.client.markRead(session, head));
    expect((await tab.client.live.session(session))?.unread).toBe(0);
    const unreadOf = async (at: SimTab) => (await at.client.live.session(session))?.unread;
    await world.clock.until(async () => (await unreadOf(other)) === 0);
    await world.bobWrites(1);
    await world.clock.until(async () => (await unreadOf(tab)) === 1 && (await unreadOf(other)) === 1);
    await world.clock.finish(other.client.markRead(session, head + 1));
    await world.clock.until(async () => (await unreadOf(tab)) === 0 && (await unreadOf(other)) === 0);
  });

  it('removed while away, within the lifetime or past it: the session is closed, and nothing after it comes (O-32)', async () => {
    const world = new World(32);
    const session = await world.addSession();
    const [near, far] = [await world.addDevice(), await world.addDevice()];
    const tabs = [near.open(), far.open()];
    await world.live(...tabs);
    await world.bobWrites(3);
    for (const device of [near, far]) await world.caughtUp(device);
    for (const tab of tabs) {
      tab.surroundings.set({ online: false });
      await world.status(tab, 'offline');
      await world.clock.finish(tab.client.send(session, 'too late'));
    }
    await removeAlice(world, session);
    await world.bobWrites(5);
    await purged(world, far);
    for (const tab of tabs) tab.surroundings.set({ online: true });
    await world.live(...tabs);
    for (const tab of tabs) {
      const refused = async () => (await tab.client.live.outbox()).map(({ state }) => state);
      await world.clock.until(async () => (await refused()).every(({ kind }) => kind === 'refused'));
      expect(await refused()).toEqual([{ kind: 'refused', code: 'not-a-member' }]);
      expect(await tab.client.live.session(session)).toMatchObject({ member: false, head: 5 });
      const window = await tab.client.live.window(session, 1, 10_000);
      expect(World.texts(window).filter((text) => !['bob 1', 'bob 2', 'bob 3'].includes(text))).toEqual([]);
    }
    expect(await world.stored(session)).not.toContain('too late');
  });
});

describe('a restored server', () => {
  it('is taken for another life: nothing lost is mixed in, and the unsent goes out once (O-10)', async () => {
    const world = new World(10);
    const session = await world.addSession();
    const [online, away] = [await world.addDevice(), await world.addDevice()];
    const tabs = [online.open(), away.open()];
    await world.live(...tabs);
    await world.bobWrites(10);
    for (const device of [online, away]) await world.caughtUp(device);
    const dump = world.server.store.dump();
    await world.bobWrites(50);
    for (const device of [online, away]) await world.caughtUp(device);
    for (const tab of tabs) {
      tab.surroundings.set({ online: false });
      await world.status(tab, 'offline');
    }
    await world.clock.finish(tabs[0]?.client.send(session, 'unsent') ?? Promise.reject(new Error('no tab')));
    world.server.store.restore(dump, 'epoch-2');
    // These take the SeqIds of what was lost.
    await world.bobWrites(5);
    for (const tab of tabs) tab.surroundings.set({ online: true });
    await world.live(...tabs);
    await world.clock.until(async () => (await world.stored(session)).includes('unsent'));
    for (const [index, device] of [online, away].entries()) {
      await world.caughtUp(device);
      const tab = tabs[index];
      if (tab) await fillAll(world, tab, session);
      expect(await world.shown(device, session)).toEqual(await world.stored(session));
      expect(device.disk.position?.epoch).toBe('epoch-2');
    }
    const texts = await world.stored(session);
    expect(texts.filter((text) => text === 'unsent')).toHaveLength(1);
    expect(texts).not.toContain('bob 11');
  });
});
