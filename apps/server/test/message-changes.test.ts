import type { Entry } from '@tidemark/timeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import type { TestClient } from './support/client.ts';
import { TestServer } from './support/server.ts';

let server: TestServer;
let alice: TestClient;
let bob: TestClient;
let sessionId: string;

beforeEach(async () => {
  server = await TestServer.start();
  alice = (await server.online('alice')).client;
  bob = (await server.online('bob')).client;
  const made = await alice.ask('session:create', { clientId: uuidv7(), usernames: ['bob'], title: 'Tides' });
  sessionId = made.entry.sessionId;
});
afterEach(() => server.close());

async function say(client: TestClient, text: string, over: object = {}): Promise<Entry> {
  return (await client.ask('message:send', { sessionId, clientId: uuidv7(), text, ...over })).entry;
}

const named = (target: number) => ({ sessionId, clientId: uuidv7(), target });

/** Waits until a device was pushed the entry `seq` of the session, and answers it. */
async function pushed(client: TestClient, seq: number): Promise<Entry | undefined> {
  const isIt = (item: { kind: string; entry?: Entry }) => item.entry?.seq === seq;
  const frame = await client.message('sync:push', ({ items }) => items.some(isIt));
  return frame.items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : [])).find((entry) => entry.seq === seq);
}

const bodyAt = async (client: TestClient, seq: number) =>
  (await client.ask('history:page', { sessionId, anchor: { at: 'around', seq }, limit: 1 })).entries[0]?.body;

describe('changes of messages', () => {
  it('CH-1: reach the other device as they happen, each an entry of its own', async () => {
    const { seq } = await say(alice, 'first');
    await alice.ask('message:edit', { ...named(seq), text: 'second' });
    await bob.ask('message:react', { ...named(seq), emoji: '🌊', on: true });
    await bob.ask('message:pin', { ...named(seq), on: true });
    expect((await pushed(bob, 3))?.body).toEqual({ kind: 'edited', target: seq, text: 'second' });
    expect((await pushed(alice, 4))?.body).toEqual({ kind: 'reacted', target: seq, emoji: '🌊', on: true });
    expect((await pushed(alice, 5))?.body).toEqual({ kind: 'pinned', target: seq, on: true });
    const page = await bob.ask('history:page', { sessionId, anchor: { at: 'around', seq }, limit: 1 });
    expect(page.changes.map((entry) => entry.seq)).toEqual([3, 4, 5]);
    const answer = await bob.ask('history:changes', { sessionId, after: 3 });
    expect(answer).toMatchObject({ after: 3, to: 5, changes: [{ seq: 4 }, { seq: 5 }] });
  });

  it('CH-4: what is recalled can be read by nobody any more', async () => {
    const { seq } = await say(alice, 'a secret');
    await alice.ask('message:edit', { ...named(seq), text: 'another secret' });
    const { entry } = await alice.ask('message:recall', named(seq));
    await pushed(bob, entry.seq);
    expect(await bodyAt(bob, seq)).toEqual({ kind: 'message-recalled', by: entry.seq });
    const pulled = await bob.ask('sync:pull', { epoch: 'epoch-1', checkpoint: 0 });
    expect(JSON.stringify(pulled)).not.toContain('secret');
  });

  it('CH-3: are refused to those who have no right to them, with the reason', async () => {
    const { seq } = await say(alice, 'of alice');
    const carol = (await server.online('carol')).client;
    expect(await bob.request('message:edit', { ...named(seq), text: 'mine' })).toMatchObject({ code: 'not-allowed' });
    expect(await bob.request('message:recall', named(seq))).toMatchObject({ code: 'not-allowed' });
    for (const code of ['session-unknown']) {
      expect(await carol.request('message:react', { ...named(seq), emoji: '👍', on: true })).toMatchObject({ code });
      expect(await carol.request('message:pin', { ...named(seq), on: true })).toMatchObject({ code });
      expect(await carol.request('history:changes', { sessionId, after: 0 })).toMatchObject({ code });
    }
    const empty = await alice.request('message:edit', { ...named(seq), text: ' ' });
    expect(empty).toMatchObject({ code: 'text-empty' });
    const other = { ...named(seq), targetClientId: uuidv7(), emoji: '👍', on: true };
    expect(await bob.request('message:react', other)).toMatchObject({ code: 'target-unknown' });
    await alice.ask('message:recall', named(seq));
    expect(await alice.request('message:edit', { ...named(seq), text: 'x' })).toMatchObject({
      code: 'target-recalled',
    });
  });

  it('CH-3: the owner takes back what a member said; who is out changes nothing and is told of nothing', async () => {
    const { seq } = await say(bob, 'of bob');
    const { seq: other } = await say(bob, 'also of bob');
    const { entry } = await alice.ask('message:recall', named(seq));
    expect(entry.body).toMatchObject({ kind: 'recalled', target: seq });
    const { userId } = (await alice.ask('user:find', { username: 'bob' })).user;
    await alice.ask('session:remove-member', { sessionId, clientId: uuidv7(), userId });
    const reaction = { ...named(other), emoji: '👍', on: true };
    const refused = [
      await bob.request('message:edit', { ...named(other), text: 'x' }),
      await bob.request('message:recall', named(other)),
      await bob.request('message:react', reaction),
      await bob.request('message:pin', { ...named(other), on: true }),
    ];
    expect(refused).toMatchObject(refused.map(() => ({ code: 'not-a-member' })));
    const late = (await alice.ask('message:react', reaction)).entry;
    await pushed(alice, late.seq);
    const page = await bob.ask('history:page', { sessionId, anchor: { at: 'around', seq: other }, limit: 1 });
    expect(page.changes).toEqual([]);
    expect(bob.messages('sync:push').flatMap(({ items }) => items)).not.toContainEqual(
      expect.objectContaining({ entry: late }),
    );
  });

  it('WR-2: are stored in the order in which they were sent, among the messages', async () => {
    const { seq } = await say(alice, 'first');
    const kinds = await Promise.all([
      alice.ask('message:edit', { ...named(seq), text: 'second' }),
      alice.ask('message:react', { ...named(seq), emoji: '👍', on: true }),
      alice.ask('message:send', { sessionId, clientId: uuidv7(), text: 'after' }),
      alice.ask('message:recall', named(seq)),
      alice.ask('message:send', { sessionId, clientId: uuidv7(), text: 'last' }),
    ]);
    expect(kinds.map(({ entry }) => entry.seq)).toEqual([3, 4, 5, 6, 7]);
  });

  it('CH-1 MD-4: reach those who follow a session in pull mode', async () => {
    const large = await TestServer.start({ env: { PULL_THRESHOLD: '1' } });
    const [one, two] = [(await large.online('alice')).client, (await large.online('bob')).client];
    const asked = { clientId: uuidv7(), usernames: ['bob'], title: 'Large' };
    const { sessionId: id } = (await one.ask('session:create', asked)).entry;
    await two.ask('sync:follow', { sessions: [{ sessionId: id, seq: 1 }] });
    const { seq: target } = (await one.ask('message:send', { sessionId: id, clientId: uuidv7(), text: 'said' })).entry;
    const { entry } = await one.ask('message:recall', { sessionId: id, clientId: uuidv7(), target });
    const frame = await two.message('session:push', ({ to }) => to >= entry.seq);
    expect(frame.entries.at(-1)?.body).toMatchObject({ kind: 'recalled', target });
    await large.close();
  });

  it('WR-4: sent again they are the same change', async () => {
    const { seq } = await say(alice, 'first');
    const request = { ...named(seq), text: 'second' };
    const [first, again] = [await alice.ask('message:edit', request), await alice.ask('message:edit', request)];
    expect(again).toEqual(first);
    expect(await alice.request('message:edit', { ...request, text: 'third' })).toMatchObject({
      code: 'client-id-reused',
    });
  });
});

describe('what a message says besides its text', () => {
  it('CH-3: an answer names what it answers, and whom it mentions, with their profiles', async () => {
    const { seq } = await say(alice, 'first');
    const users = (await bob.ask('user:find', { username: 'alice' })).user;
    const answer = await say(bob, 'yes', { replyTo: seq, mentions: [users.userId.toUpperCase(), users.userId] });
    expect(answer.body).toEqual({ kind: 'message', text: 'yes', replyTo: seq, mentions: [users.userId] });
  });

  it('CH-3: what is passed on says who said it first, as it reads now, whatever the sender claims', async () => {
    const { seq, at, authorId } = await say(bob, 'first');
    await bob.ask('message:edit', { ...named(seq), text: 'as it reads now' });
    const other = await alice.ask('session:create', { clientId: uuidv7(), usernames: ['carol'], title: 'Other' });
    const request = {
      sessionId: other.entry.sessionId,
      clientId: uuidv7(),
      text: 'made up',
      forwardOf: { sessionId, seq },
    };
    const { entry } = await alice.ask('message:send', request);
    const body = { kind: 'message', text: 'as it reads now', forwarded: { authorId, at } };
    expect(entry.body).toEqual(body);
    const twice = { ...request, clientId: uuidv7(), forwardOf: { sessionId: request.sessionId, seq: entry.seq } };
    expect((await alice.ask('message:send', twice)).entry.body).toEqual(body);
    await bob.ask('message:recall', named(seq));
    expect((await alice.ask('message:send', request)).entry).toEqual(entry);
    const late = await alice.request('message:send', { ...request, clientId: uuidv7() });
    expect(late).toMatchObject({ code: 'target-recalled' });
  });

  it('WR-4: passed on twice over, its retry gets its first result though the first in the chain was recalled', async () => {
    const { seq } = await say(bob, 'first');
    const once = await say(alice, '', { forwardOf: { sessionId: sessionId.toUpperCase(), seq } });
    const request = { sessionId, clientId: uuidv7(), text: '', forwardOf: { sessionId, seq: once.seq } };
    const { entry } = await alice.ask('message:send', request);
    await alice.ask('message:recall', named(once.seq));
    expect((await alice.ask('message:send', request)).entry).toEqual(entry);
    const gone = { ...request, forwardOf: { sessionId: uuidv7(), seq: 1 } };
    expect((await alice.ask('message:send', gone)).entry).toEqual(entry);
    expect(await alice.request('message:send', { ...gone, clientId: uuidv7() })).toMatchObject({
      code: 'target-unknown',
    });
  });

  it('ND-1: a device that was revoked elsewhere passes nothing on, and learns nothing by trying', async () => {
    const { seq } = await say(bob, 'first');
    const { device, client } = await server.online('alice');
    await server.store.revokeDevice(device.user.userId, device.deviceId);
    const forwardOf = { sessionId, seq: seq + 99 };
    const answer = await client.request('message:send', { sessionId, clientId: uuidv7(), text: '', forwardOf });
    expect(answer).toMatchObject({ code: 'device-revoked' });
    await client.closed;
  });

  it('CH-3: nobody passes on what they may not see', async () => {
    const { seq } = await say(bob, 'first');
    const carol = (await server.online('carol')).client;
    const own = await carol.ask('session:create', { clientId: uuidv7(), usernames: ['alice'], title: 'Other' });
    const request = { clientId: uuidv7(), text: 'x', forwardOf: { sessionId, seq } };
    const refused = await carol.request('message:send', { sessionId: own.entry.sessionId, ...request });
    expect(refused).toMatchObject({ code: 'target-unknown' });
  });
});
