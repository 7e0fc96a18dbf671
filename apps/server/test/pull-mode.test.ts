import { afterEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import type { TestClient } from './support/client.ts';
import { TestServer, wrapStore } from './support/server.ts';

let server: TestServer;
afterEach(() => server.close());

const NAMES = ['alice', 'bob', 'carol', 'dave'];
const env = { PULL_THRESHOLD: '3' };

/** A group of all four: above the threshold. */
async function largeGroup(client: TestClient): Promise<string> {
  const asked = { clientId: uuidv7(), usernames: NAMES.slice(1), title: 'Large' };
  return (await client.ask('session:create', asked)).entry.sessionId;
}

const send = (client: TestClient, sessionId: string, text: string) =>
  client.ask('message:send', { sessionId, clientId: uuidv7(), text });
const follow = (client: TestClient, sessionId: string, seq: number) =>
  client.ask('sync:follow', { sessions: [{ sessionId, seq }] });
const told = (client: TestClient, to: number) => client.message('session:push', (frame) => frame.to >= to);
const texts = (client: TestClient) =>
  client
    .messages('session:push')
    .flatMap(({ entries }) => entries.flatMap(({ body }) => (body.kind === 'message' ? body.text : [])));

describe('a session in pull mode', () => {
  it('MD-4: tells those who follow at once, every device of theirs, and puts nothing into sync timelines', async () => {
    server = await TestServer.start({ users: NAMES, env });
    const [alice, bob, phone] = [await server.online('alice'), await server.online('bob'), await server.online('bob')];
    const sessionId = await largeGroup(alice.client);
    for (const { client } of [alice, bob, phone]) await follow(client, sessionId, 1);
    await send(alice.client, sessionId, 'to all');
    for (const { client } of [alice, bob, phone]) {
      const frame = await told(client, 2);
      expect(frame).toMatchObject({ epoch: 'epoch-1', sessionId, from: 2, to: 2, entries: [{ seq: 2 }] });
      expect(frame.users.map((user) => user.username)).toEqual(['alice']);
      expect(client.messages('sync:push').map(({ head }) => head)).toEqual([1]);
    }
    const device = await server.store.device(bob.device.user.userId, bob.device.deviceId);
    expect(device?.head).toBe(1);
  });

  it('MD-6: tells nothing to those who have not asked, and answers what they missed when they do', async () => {
    server = await TestServer.start({ users: NAMES, env });
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const sessionId = await largeGroup(alice.client);
    await follow(alice.client, sessionId, 1);
    await send(alice.client, sessionId, 'one');
    await told(alice.client, 2);
    expect(bob.client.messages('session:push')).toEqual([]);
    const answer = await follow(bob.client, sessionId, 1);
    expect(answer.moved).toMatchObject([{ sessionId, head: 2, unread: 1, mode: 'pull' }]);
    await send(alice.client, sessionId, 'two');
    await told(bob.client, 3);
    expect(texts(bob.client)).toEqual(['two']);
  });

  it('MD-7: one who is taken out is told nothing more by any frame, and the others go on', async () => {
    server = await TestServer.start({ users: [...NAMES, 'eve'], env });
    const [alice, bob, carol] = [
      await server.online('alice'),
      await server.online('bob'),
      await server.online('carol'),
    ];
    const sessionId = await largeGroup(alice.client);
    await alice.client.ask('session:add-members', { sessionId, clientId: uuidv7(), usernames: ['eve'] });
    for (const { client } of [alice, bob, carol]) await follow(client, sessionId, 2);
    const { userId } = bob.device.user;
    await alice.client.ask('session:remove-member', { sessionId, clientId: uuidv7(), userId });
    await send(alice.client, sessionId, 'without bob');
    await told(carol.client, 4);
    expect(carol.client.messages('session:push').map(({ to }) => to)).toEqual([3, 4]);
    const last = await bob.client.message('sync:push', ({ items }) =>
      items.some((item) => item.kind === 'entry' && item.entry.body.kind === 'member-removed'),
    );
    expect(last.items).toHaveLength(1);
    expect(await follow(bob.client, sessionId, 2)).toMatchObject({ followed: [], moved: [{ visibleUntil: 3 }] });
    await send(alice.client, sessionId, 'still without');
    await told(carol.client, 5);
    expect(bob.client.messages('session:push')).toEqual([]);
  });

  it('MD-6: what is committed between the answer of the store and its acknowledgement is told all the same', async () => {
    let committed: () => Promise<unknown> = async () => undefined;
    server = await TestServer.start({
      users: NAMES,
      env,
      wrap: (store) =>
        wrapStore(store, {
          follow: async (request) => {
            const answer = await store.follow(request);
            await committed();
            return answer;
          },
        }),
    });
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const sessionId = await largeGroup(alice.client);
    committed = () => send(alice.client, sessionId, 'in between');
    const answer = await follow(bob.client, sessionId, 1);
    expect(answer.moved).toEqual([]);
    expect(await told(bob.client, 2)).toMatchObject({ from: 2, entries: [{ body: { text: 'in between' } }] });
  });

  it('MD-5: a switch is told by the sync timelines, and messages after it the other way', async () => {
    server = await TestServer.start({ users: NAMES, env });
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const asked = { clientId: uuidv7(), usernames: ['bob', 'carol'], title: 'Growing' };
    const { sessionId } = (await alice.client.ask('session:create', asked)).entry;
    await alice.client.ask('session:add-members', { sessionId, clientId: uuidv7(), usernames: ['dave'] });
    const frame = await bob.client.message('sync:push', ({ head }) => head >= 3);
    expect(frame.items.at(-1)).toMatchObject({ entry: { body: { kind: 'mode-changed', mode: 'pull' } } });
    await follow(bob.client, sessionId, 3);
    await send(alice.client, sessionId, 'pulled');
    await told(bob.client, 4);
    expect(bob.client.messages('sync:push').at(-1)?.head).toBe(3);
  });

  it('takes a large commit apart, so that no frame is larger than a page', async () => {
    server = await TestServer.start({ users: NAMES, env });
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const sessionId = await largeGroup(alice.client);
    await follow(bob.client, sessionId, 1);
    const text = 'x'.repeat(15_000);
    await Promise.all(Array.from({ length: 60 }, () => send(alice.client, sessionId, text)));
    await told(bob.client, 61);
    const frames = bob.client.messages('session:push');
    expect(frames.flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual(
      Array.from({ length: 60 }, (_, i) => i + 2),
    );
    for (const frame of frames) expect(JSON.stringify(frame).length).toBeLessThan(600_000);
  });
});
