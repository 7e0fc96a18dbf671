import { FencedError } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import type { SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

/** Five tabs of one device, all live; the first leads. */
async function fiveTabs(seed: number) {
  const world = new World(seed);
  const session = await world.addSession();
  const device = await world.addDevice();
  const tabs = Array.from({ length: 5 }, () => device.open());
  await world.live(...tabs);
  return { world, session, device, tabs: tabs as [SimTab, ...SimTab[]] };
}

describe('tabs', () => {
  it('TB-2: five tabs make one connection, and show one status', async () => {
    const { world, device, tabs } = await fiveTabs(1);
    expect(world.server.accepted).toBe(1);
    tabs[0].surroundings.set({ online: false });
    await world.clock.until(() => tabs.every((tab) => tab.client.status.get().kind === 'offline'));
    tabs[0].surroundings.set({ online: true });
    await world.live(...tabs);
    expect(world.server.online.size).toBe(1);
    expect(device.disk.fence).toBe(1);
  });

  it('TB-3: when the leader closes, the next tab leads within two seconds', async () => {
    const { world, device, tabs } = await fiveTabs(2);
    const [leader, ...others] = tabs;
    leader.kill();
    await world.bobWrites(3);
    const before = world.clock.now();
    await world.caughtUp(device);
    expect(world.clock.now() - before).toBeLessThan(2_000);
    await world.live(...others);
    expect(world.server.online.size).toBe(1);
    expect(device.disk.fence).toBe(2);
  });

  it.each(SEEDS)('TB-4: a message written in a follower while the leader dies is sent once (seed %i)', async (seed) => {
    const { world, session, device, tabs } = await fiveTabs(seed);
    const sent: string[] = [];
    let alive: readonly SimTab[] = tabs;
    for (let round = 0; round < 3; round += 1) {
      const [leader, ...followers] = alive;
      alive = followers;
      for (const follower of followers) {
        sent.push(`alice ${sent.length}`);
        await world.clock.finish(follower.client.send(session, sent.at(-1) ?? ''));
      }
      await world.clock.pass(world.random.int(0, 30));
      leader?.kill();
    }
    await world.clock.until(async () => (await device.store.outbox()).length === 0);
    expect(await world.stored(session)).toEqual(sent);
    await world.caughtUp(device);
    expect(await world.shown(device, session)).toEqual(sent);
  });

  it.each(SEEDS)('TB-5: a command outlives its leader, and is carried out once (seed %i)', async (seed) => {
    const { world, device, tabs } = await fiveTabs(seed);
    // Not the one that is next in line: it would carry its command out itself.
    const [leader, , , follower] = tabs;
    const made = follower?.client.createSession({ usernames: ['bob'], title: 'Ebb' });
    await world.clock.pass(world.random.int(0, 40));
    leader.kill();
    const sessionId = await world.clock.finish(made ?? Promise.reject(new Error('no follower')));
    expect((await device.store.session(sessionId))?.title).toBe('Ebb');
    const titles = (await device.store.sessions()).map((record) => record.title);
    expect(titles.filter((title) => title === 'Ebb')).toHaveLength(1);
  });

  it('TB-6: a frozen leader loses its place to a visible tab; thawed, it writes nothing and follows', async () => {
    const { world, session, device, tabs } = await fiveTabs(3);
    const [frozen, ...others] = tabs;
    others.slice(1).forEach((tab) => tab.surroundings.set({ visible: false }));
    // It freezes in the middle of applying what has just come.
    await world.bobWrites(10);
    await world.clock.pass(8);
    frozen.freeze();
    await world.clock.until(() => device.disk.fence > 1);
    await world.bobWrites(10);
    await world.caughtUp(device);
    frozen.thaw();
    await world.clock.pass(5_000);
    await world.bobWrites(1);
    await world.caughtUp(device);
    await world.live(...tabs);
    expect(await world.differences(device)).toEqual([]);
    expect(world.server.online.size).toBe(1);
    const sent = world.clock.finish(frozen.client.send(session, 'awake'));
    await sent;
    await world.clock.until(async () => (await world.stored(session)).includes('awake'));
  });

  it('TB-6: hidden tabs leave a silent leader alone; the first that is seen takes over', async () => {
    const { world, device, tabs } = await fiveTabs(4);
    const [frozen, seen] = tabs;
    tabs.forEach((tab) => tab.surroundings.set({ visible: false }));
    frozen.freeze();
    await world.clock.pass(30_000);
    expect(device.disk.fence).toBe(1);
    seen?.surroundings.set({ visible: true });
    await world.clock.until(() => device.disk.fence === 2, 10_000);
  });

  it('TB-1: writes under the number of a tab that leads no more are refused', async () => {
    const { device } = await fiveTabs(5);
    const stale = device.disk.fence;
    await device.store.acquire();
    const epoch = device.disk.position?.epoch ?? '';
    const frame = { epoch, head: 9, floor: 1, from: 1, to: 9, items: [], users: [] };
    await expect(device.store.apply(stale, frame)).rejects.toThrow(FencedError);
  });

  it('TB-7: a command without a connection fails plainly, and soon', async () => {
    const { world, session, tabs } = await fiveTabs(6);
    const [leader, follower] = tabs;
    leader.surroundings.set({ online: false });
    await world.status(leader, 'offline');
    const failed = await world.clock.finish(
      Promise.resolve(follower?.client.fill(session, { at: 'newest' })).then(
        () => null,
        (error: unknown) => error,
      ),
      2_000,
    );
    expect(failed).toMatchObject({ name: 'ActionError', code: 'unavailable', retryable: true });
  });
});

describe('the end of a device', () => {
  it('DV-11: signing out silences every tab, ends the login and wipes the store', async () => {
    const { world, device, tabs } = await fiveTabs(7);
    await world.bobWrites(5);
    await world.caughtUp(device);
    await world.clock.finish(tabs[2]?.client.signOut() ?? Promise.reject(new Error('no tab')));
    await world.clock.pass(100);
    for (const tab of tabs) expect(tab.client.status.get()).toEqual({ kind: 'ended', reason: 'signed-out' });
    expect(device.endedLogins).toBe(1);
    expect(device.disk.records.size).toBe(0);
    expect(world.server.online.size).toBe(0);
    await world.clock.pass(60_000);
    expect(world.server.accepted).toBe(1);
  });

  it('DV-11: a revoked device is cut off, wiped, and does not come back', async () => {
    const { world, device, tabs } = await fiveTabs(8);
    await world.bobWrites(5);
    await world.caughtUp(device);
    await world.server.revoke(world.alice, device.deviceId);
    await world.clock.until(() => tabs.every((tab) => tab.client.status.get().kind === 'ended'), 2_000);
    expect(tabs[4]?.client.status.get()).toEqual({ kind: 'ended', reason: 'device-revoked' });
    await world.clock.pass(60_000);
    expect(device.disk.records.size).toBe(0);
    expect(world.server.accepted).toBe(1);
  });

  it('DV-11: revoked while it was away: wiped at the first word of the server', async () => {
    const { world, device, tabs } = await fiveTabs(9);
    tabs[0].surroundings.set({ online: false });
    await world.status(tabs[0], 'offline');
    await world.server.revoke(world.alice, device.deviceId);
    tabs[0].surroundings.set({ online: true });
    await world.clock.until(() => device.disk.records.size === 0);
    expect(tabs[0].client.status.get()).toEqual({ kind: 'ended', reason: 'device-revoked' });
  });

  it('DV-11: a login that has ended keeps the store and the outbox for the same user', async () => {
    const { world, session, device, tabs } = await fiveTabs(10);
    tabs[0].surroundings.set({ online: false });
    await world.status(tabs[0], 'offline');
    await world.clock.finish(tabs[1]?.client.send(session, 'kept') ?? Promise.reject(new Error('no tab')));
    world.server.signedOut.add(device.deviceId);
    tabs[0].surroundings.set({ online: true });
    await world.clock.until(() => tabs.every((tab) => tab.client.status.get().kind === 'ended'));
    expect(tabs[3]?.client.status.get()).toEqual({ kind: 'ended', reason: 'signed-out' });
    expect(await device.store.outbox()).toHaveLength(1);
    world.server.signedOut.delete(device.deviceId);
    tabs.forEach((tab) => tab.kill());
    await world.live(device.open());
    await world.clock.until(async () => (await world.stored(session)).includes('kept'));
  });

  it('DV-11: a send that learns of the end of the login is kept, and not refused', async () => {
    const { world, session, device, tabs } = await fiveTabs(11);
    world.server.signedOut.add(device.deviceId);
    await world.clock.finish(tabs[0].client.send(session, 'kept'));
    await world.clock.until(() => tabs.every((tab) => tab.client.status.get().kind === 'ended'));
    await world.clock.pass(100);
    expect((await device.store.outbox()).map(({ state }) => state)).toEqual([{ kind: 'queued' }]);
    expect(await world.stored(session)).toEqual([]);
  });
});
