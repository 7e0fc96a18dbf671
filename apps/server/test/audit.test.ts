import { NO_DIGEST, digestOf, syncDigestOf } from '@tidemark/timeline';
import { afterEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import { TestServer } from './support/server.ts';

let server: TestServer;
afterEach(() => server.close());

describe('an audit over the wire', () => {
  it('AU-1, AU-2: what a client was told has the digests that the server answers', async () => {
    server = await TestServer.start({ users: ['alice', 'bob'] });
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const made = await alice.client.ask('session:create', { clientId: uuidv7(), usernames: ['bob'], title: 'Two' });
    const { sessionId } = made.entry;
    for (const text of ['one', '"two"', '🌊']) {
      await alice.client.ask('message:send', { sessionId, clientId: uuidv7(), text });
    }
    await bob.client.message('sync:push', ({ to }) => to >= 4);
    const frames = bob.client.messages('sync:push');
    const items = frames.flatMap((frame) => frame.items);
    const entries = items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []));
    const ranges = [
      { from: 1, to: 4 },
      { from: 2, to: 2 },
      { from: 5, to: 90 },
    ];
    expect(await bob.client.ask('audit:session', { sessionId, ranges })).toEqual({
      ok: true,
      epoch: 'epoch-1',
      ranges: [
        { from: 1, to: 4, count: 4, digest: digestOf(entries) },
        { from: 2, to: 2, count: 1, digest: digestOf(entries.slice(1, 2)) },
        { from: 5, to: 90, count: 0, digest: NO_DIGEST },
      ],
    });
    const told = { epoch: 'epoch-1', base: 0, checkpoint: 4 };
    const answer = (digest: string) => bob.client.ask('audit:sync', { ...told, digest });
    expect(await answer(syncDigestOf(items))).toEqual({ ok: true, outcome: 'same' });
    expect(await answer(NO_DIGEST)).toEqual({ ok: true, outcome: 'different' });
  });

  it('AU-3: a stranger is refused', async () => {
    server = await TestServer.start({ users: ['alice', 'bob', 'carol'] });
    const [alice, carol] = [await server.online('alice'), await server.online('carol')];
    const made = await alice.client.ask('session:create', { clientId: uuidv7(), usernames: ['bob'], title: 'Two' });
    const { sessionId } = made.entry;
    const answer = await carol.client.raw('audit:session', { sessionId, ranges: [{ from: 1, to: 1 }] });
    expect(answer).toMatchObject({ ok: false, code: 'session-unknown' });
  });
});
