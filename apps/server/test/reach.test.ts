import { digestOf } from '@tidemark/timeline';
import { afterEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import type { TestClient } from './support/client.ts';
import { Hub } from './support/hub.ts';
import { TestServer } from './support/server.ts';

/** CH-10: what a newcomer's socket is told of changes of messages from before they came, pushed and when it asks. */

const SAID = /secret|🤫/;

let one: TestServer;
let two: TestServer;
afterEach(async () => {
  await one.close();
  await two.close();
});

/** Everyone but carol is at the first node; word goes to the second by the bus. */
async function start(threshold: number) {
  const hub = new Hub();
  const env = { PULL_THRESHOLD: `${threshold}` };
  one = await TestServer.start({ bus: hub.join(), users: ['alice', 'bob', 'carol', 'dave'], env });
  two = await TestServer.start({ bus: hub.join(), beside: one, env });
  const [alice, bob, carol] = [await one.online('alice'), await one.online('bob'), await two.online('carol')];
  return { alice: alice.client, bob: bob.client, carol: carol.client };
}

const entriesTold = (client: TestClient) => [
  ...client.messages('session:push').flatMap(({ entries }) => entries),
  ...client
    .messages('sync:push')
    .flatMap(({ items }) => items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []))),
];

/** Waits until a device was told of the entry `seq`. */
const told = (client: TestClient, seq: number, mode: 'push' | 'pull') =>
  mode === 'pull'
    ? client.message('session:push', ({ to }) => to >= seq)
    : client.message('sync:push', ({ items }) => items.some((item) => item.kind === 'entry' && item.entry.seq >= seq));

describe('changes of messages from before a newcomer came', () => {
  it.each([
    { mode: 'push' as const, threshold: 9 },
    { mode: 'pull' as const, threshold: 2 },
  ])('CH-10, ND-1: reach them without what they say, by no way, in $mode mode', async ({ mode, threshold }) => {
    const { alice, bob, carol } = await start(threshold);
    const usernames = ['bob', 'dave'];
    const made = await alice.ask('session:create', { clientId: uuidv7(), usernames, title: 'Tides' });
    const { sessionId } = made.entry;
    const named = (target: number) => ({ sessionId, clientId: uuidv7(), target });
    const say = (text: string) => alice.ask('message:send', { sessionId, clientId: uuidv7(), text });
    const [old, other] = [(await say('a secret')).entry.seq, (await say('another secret')).entry.seq];
    const added = await alice.ask('session:add-members', { sessionId, clientId: uuidv7(), usernames: ['carol'] });
    const joined = added.entry.seq;
    const fresh = (await say('for all')).entry.seq;
    const sessions = [{ sessionId, seq: fresh }];
    if (mode === 'pull') for (const client of [bob, carol]) await client.ask('sync:follow', { sessions });

    const mentions = [one.user('dave').userId];
    const edit = await alice.ask('message:edit', { ...named(old), text: 'still a secret', mentions });
    await bob.ask('message:react', { ...named(old), emoji: '🤫', on: true });
    await alice.ask('message:pin', { ...named(old), on: true });
    await alice.ask('message:edit', { ...named(fresh), text: 'better' });
    const { seq: last } = (await alice.ask('message:recall', named(other))).entry;
    for (const client of [bob, carol]) await told(client, last, mode);

    const after = { checkpoint: 0, epoch: 'epoch-1' };
    const answers = [
      await carol.ask('sync:pull', after),
      await carol.ask('sync:snapshot', { cursor: null }),
      await carol.ask('sync:follow', { sessions: [{ sessionId, seq: joined }] }),
      await carol.ask('history:page', { sessionId, anchor: { at: 'newest' } }),
      await carol.ask('history:page', { sessionId, anchor: { at: 'around', seq: fresh }, limit: 1 }),
      await carol.ask('history:page', { sessionId, anchor: { at: 'around', seq: old } }),
      await carol.ask('history:changes', { sessionId, after: 0 }),
    ];
    expect(JSON.stringify([carol.received, answers])).not.toMatch(SAID);
    // nor do they learn whom the edit names
    expect(JSON.stringify([carol.received.filter(({ event }) => event === 'session:push'), answers[6]])).not.toContain(
      'dave',
    );
    const heard = entriesTold(carol).filter(({ seq }) => seq > fresh);
    expect(heard.map(({ body }) => body)).toEqual([
      ...[old, old, old].map((target) => ({ kind: 'change-expired', target })),
      { kind: 'edited', target: fresh, text: 'better' },
      { kind: 'change-expired', target: other },
    ]);
    expect(await carol.request('message:react', { ...named(old), emoji: '👍', on: true })).toMatchObject({
      code: 'target-unknown',
    });

    // what they hold by these frames has the digest that the server answers
    const ranges = [{ from: fresh + 1, to: last }];
    const { ranges: digests } = await carol.ask('audit:session', { sessionId, ranges });
    expect(digests).toEqual([{ from: fresh + 1, to: last, count: 5, digest: digestOf(heard) }]);
    // and to those who were there before, everything is told
    expect(entriesTold(bob).find(({ seq }) => seq === edit.entry.seq)).toEqual(edit.entry);
  });
});
