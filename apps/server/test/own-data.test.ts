import { LIMITS } from '@tidemark/protocol';
import type { Entry } from '@tidemark/timeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import type { TestClient } from './support/client.ts';
import { TestServer } from './support/server.ts';

let server: TestServer;
let alice: TestClient;
let aliceId: string;

beforeEach(async () => {
  server = await TestServer.start();
  const online = await server.online('alice');
  alice = online.client;
  aliceId = online.device.user.userId;
});
afterEach(() => server.close());

const set = async (client: TestClient, key: string, value: string | null, clientId = uuidv7()): Promise<Entry> =>
  (await client.ask('own:set', { clientId, key, value })).entry;

const inForce = async (client: TestClient, after = 0) => {
  const { changes } = await client.ask('history:changes', { sessionId: aliceId, after });
  return changes.map(({ body }) => (body.kind === 'set' ? [body.key, body.value] : body.kind));
};

describe('own data', () => {
  it('OD-1: is pushed to the other device of its user as it is set, and to nobody else', async () => {
    const second = (await server.online('alice')).client;
    const bob = (await server.online('bob')).client;
    const entry = await set(alice, 'theme', 'dark');
    expect(entry).toMatchObject({ sessionId: aliceId, seq: 2, authorId: aliceId });
    const frame = await second.message('sync:push', ({ items }) => items.some(({ syncSeq }) => syncSeq === 2));
    expect(frame.items.at(-1)).toMatchObject({ kind: 'entry', entry });
    expect((await bob.ask('sync:pull', { epoch: 'epoch-1', checkpoint: 0 })).outcome).toBe('up-to-date');
    const { sessions } = await alice.ask('sync:snapshot', { cursor: null });
    expect(sessions).toMatchObject([{ sessionId: aliceId, sessionKind: 'private', memberCount: 1, unread: 0 }]);
  });

  it('OD-3, OD-4: what was superseded is told by no path, what is in force by one question', async () => {
    await set(alice, 'draft:1', 'a secret');
    await set(alice, 'theme', 'dark');
    await set(alice, 'draft:1', null);
    expect(await inForce(alice)).toEqual([
      ['theme', 'dark'],
      ['draft:1', null],
    ]);
    expect(await inForce(alice, 3)).toEqual([['draft:1', null]]);
    const pulled = await alice.ask('sync:pull', { epoch: 'epoch-1', checkpoint: 0 });
    const page = await alice.ask('history:page', { sessionId: aliceId, anchor: { at: 'newest' } });
    expect(JSON.stringify([pulled, page])).not.toContain('secret');
  });

  it('OD-1: there is no such session for anyone else, whatever they ask', async () => {
    const bob = (await server.online('bob')).client;
    await set(alice, 'theme', 'dark');
    const of = { sessionId: aliceId };
    for (const answer of [
      await bob.request('history:changes', { ...of, after: 0 }),
      await bob.request('history:page', { ...of, anchor: { at: 'newest' } }),
      await bob.request('session:members', { ...of, cursor: null }),
      await bob.request('read:mark', { ...of, seq: 1 }),
      await bob.request('message:find', { ...of, clientIds: [uuidv7()] }),
      await bob.request('message:send', { ...of, clientId: uuidv7(), text: 'hello' }),
      await bob.request('session:rename', { ...of, clientId: uuidv7(), title: 'Mine' }),
      await bob.request('session:add-members', { ...of, clientId: uuidv7(), usernames: ['bob'] }),
      await bob.request('audit:session', { ...of, ranges: [{ from: 1, to: 9 }] }),
    ]) {
      expect(answer).toMatchObject({ ok: false, code: 'session-unknown' });
    }
  });

  it('OD-1: nothing else is written there, and nobody takes its place before it is there', async () => {
    const bob = (await server.online('bob')).client;
    const trap = { usernames: ['carol', 'bob'], title: 'Trap' };
    await server.online('carol');
    const made = await bob.request('session:create', { clientId: aliceId, ...trap });
    expect(made).not.toMatchObject({ entry: { sessionId: aliceId } });
    expect((await set(alice, 'theme', 'dark')).sessionId).toBe(aliceId);
    const message = { sessionId: aliceId, clientId: uuidv7(), text: 'hello' };
    expect(await alice.request('message:send', message)).toMatchObject({ ok: false, code: 'not-allowed' });
    const more = { sessionId: aliceId, clientId: uuidv7(), usernames: ['bob'] };
    expect(await alice.request('session:add-members', more)).toMatchObject({ ok: false, code: 'not-allowed' });
  });

  it('OD-3, WR-4, WR-5: a retry gets the first result, and brings nothing back', async () => {
    const clientId = uuidv7();
    const first = await set(alice, 'draft:1', 'hello', clientId);
    expect(await set(alice, 'draft:1', 'hello', clientId)).toEqual(first);
    const other = { clientId, key: 'draft:1', value: 'other' };
    expect(await alice.request('own:set', other)).toMatchObject({ ok: false, code: 'client-id-reused' });
    await set(alice, 'draft:1', null);
    expect((await set(alice, 'draft:1', 'hello', clientId)).seq).toBe(first.seq);
    expect(await inForce(alice)).toEqual([['draft:1', null]]);
  });

  it('OD-2: many at once: each key ends at its last, on all devices the same', async () => {
    const second = (await server.online('alice')).client;
    const writes = Array.from({ length: 60 }, (_, n) => set(n % 2 ? alice : second, `key ${n % 4}`, `${n}`));
    const stored = await Promise.all(writes);
    const last = new Map<string, number>();
    for (const { seq, body } of stored) {
      if (body.kind === 'set') last.set(body.key, Math.max(seq, last.get(body.key) ?? 0));
    }
    const { changes } = await alice.ask('history:changes', { sessionId: aliceId, after: 0 });
    expect(changes.map(({ seq }) => seq)).toEqual([...last.values()].toSorted((a, b) => a - b));
    expect(new Set(stored.map(({ seq }) => seq)).size).toBe(60);
  });

  it('takes values up to the limit', async () => {
    const value = '🌊'.repeat(LIMITS.ownValueBytes / 4);
    await set(alice, 'draft:1', value);
    expect(await inForce(alice)).toEqual([['draft:1', value]]);
    const long = { clientId: uuidv7(), key: 'draft:1', value: 'é'.repeat(LIMITS.ownValueBytes / 2 + 1) };
    expect(await alice.request('own:set', long)).toMatchObject({ ok: false, code: 'bad-request' });
  });
});
