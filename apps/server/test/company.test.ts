import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import type { TestClient } from './support/client.ts';
import { TestClock } from './support/clock.ts';
import { Hub } from './support/hub.ts';
import { TestServer } from './support/server.ts';

const MINUTE = 60_000;

let hub: Hub;
let clock: TestClock;
let one: TestServer;
let two: TestServer;

beforeEach(async () => {
  hub = new Hub();
  clock = new TestClock(Date.UTC(2026, 0));
  one = await TestServer.start({ bus: hub.join(), clock });
  two = await TestServer.start({ bus: hub.join(), clock, beside: one });
});
afterEach(async () => {
  await one.close();
  await two.close();
});

async function session(client: TestClient, usernames: string[], title: string | null = null): Promise<string> {
  return (await client.ask('session:create', { clientId: uuidv7(), usernames, title })).entry.sessionId;
}

const say = (client: TestClient, sessionId: string) =>
  client.ask('message:send', { sessionId, clientId: uuidv7(), text: 'hello' });

/** Lets time pass, bit by bit, until something is so. */
async function soon(isSo: () => boolean): Promise<void> {
  const step = () => {
    if (!isSo()) clock.advance(100);
    return isSo();
  };
  await expect.poll(step, { interval: 5, timeout: 10_000 }).toBe(true);
}

/** Lets everything through that is on its way to a client: a question of its own is answered after it. */
const settled = (client: TestClient) => client.ask('device:list', {});

describe('typing', () => {
  it('EP-1: is told to the others who are there, on every node, and stored nowhere', async () => {
    const [alice, own, bob, far, carol] = [
      await one.online('alice'),
      await one.online('alice'),
      await one.online('bob'),
      await two.online('bob'),
      await two.online('carol'),
    ];
    const sessionId = await session(alice.client, ['bob']);
    const before = await one.store.device(bob.device.user.userId, bob.device.deviceId);
    await alice.client.ask('typing:say', { sessionId, on: true });
    for (const { client } of [bob, far]) {
      const said = await client.message('typing:said');
      expect(said).toEqual({ sessionId, userId: alice.device.user.userId, forMs: 5_000 });
    }
    await alice.client.ask('typing:say', { sessionId, on: false });
    for (const { client } of [bob, far]) await client.message('typing:said', ({ forMs }) => forMs === 0);
    for (const { client } of [own, carol]) {
      await settled(client);
      expect(client.messages('typing:said')).toEqual([]);
    }
    expect(await one.store.device(bob.device.user.userId, bob.device.deviceId)).toEqual(before);
    expect(bob.client.messages('sync:push').flatMap(({ items }) => items)).toHaveLength(1);
  });

  it('EP-2: is for members to say and to hear', async () => {
    const [alice, bob, carol] = [await one.online('alice'), await one.online('bob'), await one.online('carol')];
    const sessionId = await session(alice.client, ['bob', 'carol'], 'Tides');
    const userId = carol.device.user.userId;
    await alice.client.ask('session:remove-member', { sessionId, clientId: uuidv7(), userId });
    const refused = await carol.client.request('typing:say', { sessionId, on: true });
    expect(refused).toMatchObject({ ok: false, code: 'not-a-member', retryable: false });
    const unknown = await carol.client.request('typing:say', { sessionId: uuidv7(), on: true });
    expect(unknown).toMatchObject({ ok: false, code: 'session-unknown' });
    await alice.client.ask('typing:say', { sessionId, on: true });
    await bob.client.message('typing:said');
    await settled(carol.client);
    expect(carol.client.messages('typing:said')).toEqual([]);
  });

  it('EP-1: is said so often and no oftener', async () => {
    const alice = await one.online('alice');
    const sessionId = await session(alice.client, ['bob']);
    const answers = [];
    for (let n = 0; n < 30; n += 1) answers.push(await alice.client.request('typing:say', { sessionId, on: true }));
    expect(answers[0]).toEqual({ ok: true });
    expect(answers.at(-1)).toMatchObject({ ok: false, code: 'too-fast' });
    // What matters is not held up by it.
    await say(alice.client, sessionId);
  });
});

describe('presence', () => {
  const watch = (client: TestClient, sessionId: string, userId: string) =>
    client.ask('presence:watch', { people: [{ sessionId, userId }] });

  it('EP-3: is told to who looks at a companion, as people come and go on any node', async () => {
    const alice = await one.online('alice');
    const sessionId = await session(alice.client, ['bob']);
    const { userId } = one.user('bob');
    const away = await watch(alice.client, sessionId, userId);
    expect(away.people).toEqual([{ userId, online: false, lastSeenAt: null }]);

    const bob = await two.online('bob');
    await soon(() => alice.client.messages('presence:moved').length === 1);
    const again = await one.online('bob');
    expect((await watch(alice.client, sessionId, userId)).people).toEqual([{ userId, online: true, lastSeenAt: null }]);
    bob.client.close();
    // One of two devices is still there, and one that is back at once was not away.
    again.client.close();
    const back = await one.connect(again.device);
    const later = clock.now() + 20_000;
    await soon(() => clock.now() >= later);
    expect(alice.client.messages('presence:moved')).toHaveLength(1);

    back.close();
    await soon(() => alice.client.messages('presence:moved').length === 2);
    const [came, went] = alice.client.messages('presence:moved');
    expect(came?.people).toEqual([{ userId, online: true, lastSeenAt: null }]);
    expect(went?.people).toEqual([{ userId, online: false, lastSeenAt: Date.UTC(2026, 0) }]);
  });

  it('EP-2, EP-3: is not told to who shares no session, or no more, or has not asked for long', async () => {
    const [alice, carol] = [await one.online('alice'), await one.online('carol')];
    const sessionId = await session(alice.client, ['bob', 'carol'], 'Tides');
    const { userId } = one.user('bob');
    expect((await watch(carol.client, sessionId, userId)).people).toHaveLength(1);
    const removed = { sessionId, clientId: uuidv7(), userId: carol.device.user.userId };
    await alice.client.ask('session:remove-member', removed);
    await carol.client.message('sync:push', ({ items }) =>
      items.some((item) => item.kind === 'entry' && item.entry.body.kind === 'member-removed'),
    );
    expect((await watch(alice.client, sessionId, userId)).people).toHaveLength(1);
    const bob = await one.online('bob');
    await soon(() => alice.client.messages('presence:moved').length === 1);
    await settled(carol.client);
    expect(carol.client.messages('presence:moved')).toEqual([]);
    expect((await watch(carol.client, sessionId, userId)).people).toEqual([]);

    clock.advance(6 * MINUTE);
    bob.client.close();
    await one.online('bob');
    clock.advance(MINUTE);
    await settled(alice.client);
    expect(alice.client.messages('presence:moved')).toHaveLength(1);
  });
});

describe('receipts', () => {
  it('EP-4: are asked for as a state, and their latest is told to who asked, on every node', async () => {
    const [alice, far, bob] = [await one.online('alice'), await two.online('alice'), await one.online('bob')];
    const sessionId = await session(alice.client, ['bob']);
    for (let n = 0; n < 4; n += 1) await say(alice.client, sessionId);
    const of = (username: string, readSeq: number) => {
      return { userId: one.user(username).userId, readSeq, deliveredSeq: readSeq };
    };
    for (const { client } of [alice, far]) {
      const { receipts } = await client.ask('receipts:get', { sessionId });
      expect(receipts).toHaveLength(2);
      expect(receipts).toEqual(expect.arrayContaining([of('alice', 1), of('bob', 1)]));
    }
    for (const seq of [2, 4, 3]) await bob.client.ask('read:mark', { sessionId, seq });
    for (const { client } of [alice, far]) {
      const told = () => client.messages('receipts:moved').flatMap(({ receipts }) => receipts);
      await soon(() => told().some(({ readSeq }) => readSeq === 4));
      expect(told().every(({ userId }) => userId === one.user('bob').userId)).toBe(true);
    }
    const { epoch } = await bob.client.message('hello');
    await say(alice.client, sessionId);
    // Bob's device was told of the creation, four messages, two moves of his marker, and this one.
    await bob.client.ask('sync:ack', { epoch, checkpoint: 8 });
    for (const { client } of [alice, far]) {
      const told = () => client.messages('receipts:moved').flatMap(({ receipts }) => receipts);
      await soon(() => told().some(({ deliveredSeq }) => deliveredSeq === 6));
      // Of what was read a delivery says nothing.
      expect(Math.max(...told().map(({ readSeq }) => readSeq))).toBe(4);
    }
    // Gathered: a state, not a queue of what led to it.
    expect(alice.client.messages('receipts:moved').length).toBeLessThan(4);
    expect(bob.client.messages('receipts:moved')).toEqual([]);
  });

  it('EP-2, EP-4: are told no more to who is a member no more', async () => {
    const [alice, bob, carol] = [await one.online('alice'), await one.online('bob'), await one.online('carol')];
    const sessionId = await session(alice.client, ['bob', 'carol'], 'Tides');
    await say(alice.client, sessionId);
    for (const { client } of [alice, carol]) await client.ask('receipts:get', { sessionId });
    const removed = { sessionId, clientId: uuidv7(), userId: carol.device.user.userId };
    await alice.client.ask('session:remove-member', removed);
    await carol.client.message('sync:push', ({ items }) =>
      items.some((item) => item.kind === 'entry' && item.entry.body.kind === 'member-removed'),
    );
    await bob.client.ask('read:mark', { sessionId, seq: 2 });
    await soon(() => alice.client.messages('receipts:moved').length > 0);
    await settled(carol.client);
    expect(carol.client.messages('receipts:moved')).toEqual([]);
    const refused = await carol.client.request('receipts:get', { sessionId });
    expect(refused).toMatchObject({ ok: false, code: 'not-a-member' });
  });
});
