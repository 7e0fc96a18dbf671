import { describe, expect, it } from 'vitest';
import { SimDevice, type SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

/** Alice with two tabs of one device, and Bob with a device of his own. */
async function company(seed: number) {
  const world = new World(seed);
  const session = await world.addSession();
  const device = await world.addDevice();
  const [leader, follower] = [device.open(), device.open()];
  await world.live(leader, follower);
  const bobsDevice = new SimDevice(world.server, world.random, world.bob);
  await world.server.register(world.bob, bobsDevice.deviceId);
  const bob = bobsDevice.open();
  await world.live(bob);
  return { world, session, leader, follower, tabs: [leader, follower], bob };
}

const typing = ({ client }: SimTab, session: string) => client.company.typing(session);
const readBy = ({ client }: SimTab, session: string, userId: string) =>
  client.company.receipts(session).find((receipt) => receipt.userId === userId)?.readSeq;

describe('who types', () => {
  it('EP-1: shows in every tab at once, and is over by itself within six seconds of silence', async () => {
    const { world, session, tabs, bob } = await company(1);
    const { clock } = world;
    bob.client.company.typed(session, true);
    await clock.until(() => tabs.every((tab) => typing(tab, session).includes(world.bob)), 500);
    // Who goes on typing says so again, and stays.
    for (let keys = 0; keys < 20; keys += 1) {
      await clock.pass(500);
      bob.client.company.typed(session, true);
      expect(tabs.map((tab) => typing(tab, session))).toEqual([[world.bob], [world.bob]]);
    }
    expect(world.server.requests.filter(({ event }) => event === 'typing:say').length).toBeLessThan(6);
    await clock.until(() => tabs.every((tab) => typing(tab, session).length === 0), 6_000);
    expect(typing(bob, session)).toEqual([]);
  });

  it('EP-1: is over at once with the message, and with the word that it is', async () => {
    const { world, session, tabs, bob } = await company(2);
    const shown = (count: number) => () => tabs.every((tab) => typing(tab, session).length === count);
    bob.client.company.typed(session, true);
    await world.clock.until(shown(1), 500);
    bob.client.company.typed(session, false);
    await world.clock.until(shown(0), 500);
    bob.client.company.typed(session, true);
    await world.clock.until(shown(1), 500);
    await world.clock.finish(bob.client.send(session, 'said'));
    await world.clock.until(shown(0), 1_000);
  });

  it('EP-1: can be said by a tab that does not lead, and is forgotten with the connection', async () => {
    const { world, session, leader, follower, bob } = await company(3);
    follower.client.company.typed(session, true);
    await world.clock.until(() => typing(bob, session).includes(world.alice), 500);
    bob.client.company.typed(session, true);
    await world.clock.until(() => typing(follower, session).length === 1, 500);
    leader.transport.cut();
    await world.clock.until(() => typing(follower, session).length === 0, 500);
  });
});

describe('who is there', () => {
  it('EP-3: is asked for by what any tab looks at, told to all, by whichever leads, and not known offline', async () => {
    const { world, session, leader, follower, tabs } = await company(4);
    const undo = follower.client.company.watch({ people: [{ sessionId: session, userId: world.bob }], receipts: [] });
    const bobOnline = ({ client }: SimTab) => client.company.presence(world.bob)?.online;
    await world.clock.until(() => tabs.every((tab) => bobOnline(tab) === true));
    const asked = () => world.server.requests.filter(({ event }) => event === 'presence:watch').length;
    const before = asked();
    leader.kill();
    // The next leader goes on with it.
    await world.clock.until(() => asked() > before && bobOnline(follower) === true);
    follower.surroundings.set({ online: false });
    await world.clock.until(() => follower.client.company.presence(world.bob) === null);
    follower.surroundings.set({ online: true });
    await world.clock.until(() => bobOnline(follower) === true);
    undo();
    await world.clock.until(() => follower.client.company.presence(world.bob) === null);
  });
});

describe('who is there, where a stay ends', () => {
  it('EP-2, EP-3: is asked for anew at once, and the others stay known', async () => {
    const { world, session, leader } = await company(7);
    const left = await world.addSession();
    await world.clock.until(async () => (await leader.client.live.session(left)) !== undefined);
    const people = [
      { sessionId: session, userId: world.bob },
      { sessionId: left, userId: world.alice },
    ];
    leader.client.company.watch({ people, receipts: [] });
    const known = (userId: string) => leader.client.company.presence(userId);
    await world.clock.until(() => known(world.bob) !== null && known(world.alice) !== null);
    const asked = () => world.server.requests.filter(({ event }) => event === 'presence:watch').length;
    const before = asked();
    const seen: unknown[] = [];
    leader.client.company.subscribe(() => seen.push(known(world.bob)));
    const change = { kind: 'remove-member', memberId: world.alice } as const;
    const clientId = world.random.uuid();
    world.server.took(
      await world.server.store.changeSession({ sessionId: left, actorId: world.bob, clientId, change }),
    );
    await world.clock.until(() => known(world.alice) === null, 2_000);
    expect(asked()).toBe(before + 1);
    expect(seen).not.toContain(null);
  });
});

describe('receipts', () => {
  it('EP-4: are asked for, told in every tab, never go back, and are mended after a loss', async () => {
    const { world, session, leader, tabs, bob } = await company(5);
    for (let n = 0; n < 5; n += 1) await world.clock.finish(leader.client.send(session, `alice ${n}`));
    await world.clock.until(async () => (await bob.client.live.session(session))?.unread === 5);
    tabs[1]?.client.company.watch({ people: [], receipts: [session] });
    await world.clock.until(() => tabs.every((tab) => readBy(tab, session, world.bob) === 1));
    await world.clock.finish(bob.client.markRead(session, 3));
    await world.clock.until(() => tabs.every((tab) => readBy(tab, session, world.bob) === 3));

    const seen: (number | undefined)[] = [];
    leader.client.company.subscribe(() => seen.push(readBy(leader, session, world.bob)));
    leader.transport.cut();
    await world.clock.finish(bob.client.markRead(session, 6));
    await world.clock.until(() => tabs.every((tab) => readBy(tab, session, world.bob) === 6));
    expect(seen).toEqual([...seen].toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    expect(seen).not.toContain(undefined);
  });

  it('EP-4: in another life of the numbering say nothing', async () => {
    const { world, session, leader, bob } = await company(6);
    leader.client.company.watch({ people: [], receipts: [session] });
    const dump = world.server.store.dump();
    await world.clock.finish(leader.client.send(session, 'hello'));
    await world.clock.until(async () => (await bob.client.live.session(session))?.unread === 1);
    await world.clock.finish(bob.client.markRead(session, 2));
    await world.clock.until(() => readBy(leader, session, world.bob) === 2);
    world.server.store.restore(dump, 'epoch-2');
    leader.transport.cut();
    await world.clock.until(() => readBy(leader, session, world.bob) === 1);
  });
});
