import type { Failure } from '@tidemark/protocol';
import type { Delivery } from '@tidemark/timeline';
import { afterEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import type { Log } from '../src/log.ts';
import type { TestClient } from './support/client.ts';
import { TestServer, wrapStore } from './support/server.ts';

let server: TestServer;
afterEach(() => server.close());

async function direct(client: TestClient, username: string): Promise<string> {
  const created = await client.ask('session:create', { clientId: uuidv7(), usernames: [username], title: null });
  return created.entry.sessionId;
}

const send = (client: TestClient, sessionId: string, text: string, clientId: string = uuidv7()) =>
  client.request('message:send', { sessionId, clientId, text });

/** Waits until the pushes of a device have reached `head`. */
const reached = (client: TestClient, head: number) => client.message('sync:push', (frame) => frame.head >= head);

describe('a message', () => {
  it('reaches every device of both people once, in one push each, and can be pulled', async () => {
    server = await TestServer.start();
    const [a1, a2, b1] = [await server.online('alice'), await server.online('alice'), await server.online('bob')];
    const sessionId = await direct(a1.client, 'bob');
    const clientId = uuidv7();
    const sent = await a1.client.ask('message:send', { sessionId, clientId, text: 'hello' });
    expect(sent.entry).toMatchObject({ sessionId, seq: 2, clientId, body: { kind: 'message', text: 'hello' } });
    for (const { client } of [a1, a2, b1]) {
      const frame = await reached(client, 2);
      expect(frame).toMatchObject({ epoch: 'epoch-1', from: 2, to: 2, head: 2, items: [{ entry: { clientId } }] });
      expect(frame.users.map((user) => user.username)).toEqual(['alice']);
      expect(client.received[0]?.event).toBe('hello');
      const pulled = await client.ask('sync:pull', { epoch: 'epoch-1', checkpoint: 0 });
      expect(pulled).toMatchObject({ outcome: 'continue', frame: { from: 1, to: 2, head: 2 } });
    }
  });

  it('sent again is the same message, and is not pushed again (O-18)', async () => {
    server = await TestServer.start();
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const sessionId = await direct(alice.client, 'bob');
    const clientId = uuidv7();
    const answers = await Promise.all([1, 2, 3].map(() => send(alice.client, sessionId, 'once', clientId)));
    answers.push(await send(alice.client, sessionId, 'once', clientId));
    expect(answers).toEqual(answers.map(() => answers[0]));
    await send(alice.client, sessionId, 'next');
    await reached(bob.client, 3);
    expect(bob.client.messages('sync:push').flatMap(({ items }) => items)).toHaveLength(3);
    expect(await send(alice.client, sessionId, 'another text', clientId)).toMatchObject({ code: 'client-id-reused' });
  });

  it('of many senders at once: all devices are pushed all of it, in order, without a gap', async () => {
    server = await TestServer.start();
    const people = [await server.online('alice'), await server.online('bob'), await server.online('bob')];
    const [alice, bob] = people.map(({ client }) => client) as [TestClient, TestClient];
    const sessionId = await direct(alice, 'bob');
    const sends = Array.from({ length: 100 }, (_, i) => [
      send(alice, sessionId, `a${i}`),
      send(bob, sessionId, `b${i}`),
    ]);
    const marks = Array.from({ length: 20 }, (_, i) => bob.ask('read:mark', { sessionId, seq: i * 2 }));
    await Promise.all([...sends.flat(), ...marks]);
    const orders = await Promise.all(
      people.map(async ({ client, device }) => {
        const record = await server.store.device(device.user.userId, device.deviceId);
        await reached(client, record?.head ?? 0);
        const frames = client.messages('sync:push');
        let next = 1;
        for (const frame of frames) {
          expect(frame.from).toBe(next);
          next = frame.to + 1;
        }
        const items = frames.flatMap((frame) => frame.items);
        return items.flatMap((item) => (item.kind === 'entry' ? item.entry.seq : []));
      }),
    );
    const expected = Array.from({ length: 201 }, (_, i) => i + 1);
    expect(orders).toEqual([expected, expected, expected]);
  });

  it('is pushed in SeqId order although a later commit answers first', async () => {
    const late: { epoch: string; deliveries: readonly Delivery[] }[] = [];
    let release: () => void = () => {};
    server = await TestServer.start({
      wrap: (store) =>
        wrapStore(store, {
          markRead: async (request) => {
            const outcome = await store.markRead(request);
            if (outcome.outcome === 'done') late.push(outcome);
            await new Promise<void>((resolve) => (release = resolve));
            return outcome;
          },
        }),
    });
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const sessionId = await direct(alice.client, 'bob');
    await send(alice.client, sessionId, 'before');
    const marked = bob.client.ask('read:mark', { sessionId, seq: 2 });
    await expect.poll(() => late.length).toBe(1);
    await send(alice.client, sessionId, 'after');
    release();
    await marked;
    await reached(bob.client, 4);
    expect(bob.client.messages('sync:push').map(({ from }) => from)).toEqual([1, 2, 3, 4]);
  });
});

describe('what a device missed before it was greeted', () => {
  it('is in the bounds of the greeting or pushed after it, never lost between', async () => {
    server = await TestServer.start();
    const alice = await server.online('alice');
    const sessionId = await direct(alice.client, 'bob');
    const bob = await server.device('bob');
    for (let round = 0; round < 10; round += 1) {
      const sending = Promise.all(Array.from({ length: 5 }, (_, i) => send(alice.client, sessionId, `${round}.${i}`)));
      const client = await server.connect(bob);
      await sending;
      const { head } = await client.message('hello');
      const record = await server.store.device(bob.user.userId, bob.deviceId);
      if (record && record.head > head) await reached(client, record.head);
      let next = head + 1;
      for (const frame of client.messages('sync:push')) {
        expect(frame.from).toBeLessThanOrEqual(next);
        next = frame.to + 1;
      }
      expect(next - 1).toBe(record?.head);
      client.close();
    }
  });
});

describe('rights', () => {
  it('MB-2: who was removed learns that as the last thing, and reaches nothing after it by any path', async () => {
    server = await TestServer.start();
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const group = await alice.client.ask('session:create', {
      clientId: uuidv7(),
      usernames: ['bob', 'carol'],
      title: 'G',
    });
    const { sessionId } = group.entry;
    const userId = bob.device.user.userId;
    const removed = await alice.client.ask('session:remove-member', { sessionId, clientId: uuidv7(), userId });
    await send(alice.client, sessionId, 'secret');
    await send(alice.client, await direct(alice.client, 'bob'), 'marker');
    await bob.client.message('sync:push', ({ items }) =>
      items.some(
        (item) => item.kind === 'entry' && item.entry.body.kind === 'message' && item.entry.body.text === 'marker',
      ),
    );
    expect(JSON.stringify(bob.client.received)).not.toContain('secret');
    expect(await send(bob.client, sessionId, 'x')).toMatchObject({ ok: false, code: 'not-a-member' });
    const paths = [
      await bob.client.request('sync:pull', { epoch: 'epoch-1', checkpoint: 0 }),
      await bob.client.request('sync:snapshot', { cursor: null }),
      await bob.client.request('history:page', { sessionId, anchor: { at: 'newest' } }),
      await bob.client.request('history:page', { sessionId, anchor: { at: 'after', seq: removed.entry.seq } }),
      await bob.client.request('session:members', { sessionId, cursor: null }),
    ];
    expect(JSON.stringify(paths)).not.toContain('secret');
  });

  it('who was never a member is told that there is no such session', async () => {
    server = await TestServer.start();
    const [alice, carol] = [await server.online('alice'), await server.online('carol')];
    const sessionId = await direct(alice.client, 'bob');
    for (const answer of [
      await send(carol.client, sessionId, 'x'),
      await carol.client.request('read:mark', { sessionId, seq: 1 }),
      await carol.client.request('history:page', { sessionId, anchor: { at: 'newest' } }),
      await carol.client.request('session:members', { sessionId, cursor: null }),
      await carol.client.request('session:rename', { sessionId, clientId: uuidv7(), title: 'mine' }),
      await carol.client.request('session:add-members', { sessionId, clientId: uuidv7(), usernames: ['carol'] }),
    ]) {
      expect(answer).toMatchObject({ ok: false, code: 'session-unknown' });
    }
  });

  it('two people have one direct session, whoever makes it and however often', async () => {
    server = await TestServer.start();
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const ids = [
      await direct(alice.client, 'bob'),
      await direct(bob.client, 'Alice'),
      await direct(alice.client, 'bob'),
    ];
    expect(new Set(ids).size).toBe(1);
    const page = await bob.client.ask('sync:snapshot', { cursor: null });
    expect(page.sessions).toHaveLength(1);
  });

  it('a group made twice by one action is one group; without a title it has the names of the others', async () => {
    server = await TestServer.start();
    const { client } = await server.online('alice');
    const request = { clientId: uuidv7(), usernames: ['bob', 'carol', 'bob', 'alice'], title: null };
    const [one, two] = [await client.ask('session:create', request), await client.ask('session:create', request)];
    expect(two).toEqual(one);
    expect(one.entry.body).toMatchObject({ kind: 'session-created', sessionKind: 'group', title: 'bob, carol' });
    const members = await client.ask('session:members', { sessionId: one.entry.sessionId, cursor: null });
    expect(members.members.map(({ role }) => role).sort()).toEqual(['member', 'member', 'owner']);
  });
});

describe('when it cannot', () => {
  it('limits each device and each user, says when to come again, and keeps the connection', async () => {
    server = await TestServer.start({ env: { RATE_DEVICE: '5', RATE_USER: '8' } });
    const [one, two] = [await server.online('alice'), await server.online('alice')];
    const ask = async ({ client }: { client: TestClient }) =>
      (await client.request('user:find', { username: 'bob' })).ok;
    const answers: boolean[] = [];
    for (const who of [one, one, one, one, one, one, two, two, two, two]) answers.push(await ask(who));
    // the sixth of the first device is too many for the device, the fourth of the second for the user
    expect(answers).toEqual([true, true, true, true, true, false, true, true, true, false]);
    const refused = (await one.client.request('user:find', { username: 'bob' })) as Failure;
    expect(refused).toMatchObject({ code: 'too-fast', retryable: true });
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(one.client.socket.connected && two.client.socket.connected).toBe(true);
  });

  it('a database that is away makes retryable answers, and nothing is pushed', async () => {
    let away = true;
    server = await TestServer.start({
      wrap: (store) =>
        wrapStore(store, {
          append: (batch) => (away ? Promise.reject(new Error('Connection terminated')) : store.append(batch)),
          pull: (request) => (away ? Promise.reject(new Error('Connection terminated')) : store.pull(request)),
        }),
    });
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const sessionId = await direct(alice.client, 'bob');
    const clientId = uuidv7();
    expect(await send(alice.client, sessionId, 'x', clientId)).toMatchObject({ code: 'unavailable', retryable: true });
    expect(await alice.client.request('sync:pull', { epoch: 'epoch-1', checkpoint: 0 })).toMatchObject({
      code: 'unavailable',
    });
    away = false;
    expect(await send(alice.client, sessionId, 'x', clientId)).toMatchObject({ ok: true, entry: { seq: 2 } });
    await reached(bob.client, 2);
    expect(bob.client.messages('sync:push').flatMap(({ items }) => items)).toHaveLength(2);
  });

  it('a fault is answered with the id under which it was logged, without what was said', async () => {
    const lines: unknown[] = [];
    const keep = (fields: object, message: string) => void lines.push({ ...fields, message });
    const log: Log = { debug: keep, info: keep, warn: keep, error: keep };
    const history = () => Promise.reject(new TypeError('cannot read "my secret text"'));
    server = await TestServer.start({ log, wrap: (store) => wrapStore(store, { history }) });
    const { client } = await server.online('alice');
    const sessionId = await direct(client, 'bob');
    await send(client, sessionId, 'my secret text');
    const answer = (await client.request('history:page', { sessionId, anchor: { at: 'newest' } })) as Failure;
    expect(answer).toMatchObject({ ok: false, code: 'internal', retryable: true });
    const id = answer.detail?.replace('error ', '');
    expect(lines).toContainEqual(expect.objectContaining({ errorId: id, event: 'history:page' }));
    expect(client.socket.connected).toBe(true);
    expect(JSON.stringify(lines.map((line) => ({ ...(line as object), stack: undefined })))).not.toContain(
      'my secret text',
    );
  });

  it('goes down in order: clients are told, what was taken is stored, nothing new is begun', async () => {
    let release: () => void = () => {};
    let held = false;
    server = await TestServer.start({
      wrap: (store) =>
        wrapStore(store, {
          append: async (batch) => {
            held = true;
            await new Promise<void>((resolve) => (release = resolve));
            return store.append(batch);
          },
        }),
    });
    const { client } = await server.online('alice');
    const sessionId = await direct(client, 'bob');
    const taken = send(client, sessionId, 'last words');
    await expect.poll(() => held).toBe(true);
    const closed = server.handle.close();
    const { reconnectInMs } = await client.message('server:restart');
    expect(reconnectInMs).toBeGreaterThan(0);
    expect(await send(client, sessionId, 'too late')).toMatchObject({ code: 'unavailable' });
    expect((await fetch(`http://127.0.0.1:${server.handle.port}/readyz`)).status).toBe(503);
    release();
    expect(await taken).toMatchObject({ ok: true, entry: { seq: 2 } });
    await client.closed;
    await closed;
  });
});
