import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import { TestServer } from './support/server.ts';

describe('one message over real sockets', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server.close());

  it('reaches every device of both people once, in one push each, and can be pulled', async () => {
    const a1 = await server.online('alice');
    const a2 = await server.online('alice');
    const b1 = await server.online('bob');
    const created = await a1.client.ask('session:create', { clientId: uuidv7(), usernames: ['bob'], title: null });
    const sessionId = created.entry.sessionId;
    const clientId = uuidv7();
    const sent = await a1.client.ask('message:send', { sessionId, clientId, text: 'hello' });
    expect(sent.entry).toMatchObject({ sessionId, seq: 2, clientId, body: { kind: 'message', text: 'hello' } });

    for (const { client } of [a1, a2, b1]) {
      const frame = await client.message('sync:push', ({ items }) =>
        items.some((i) => i.kind === 'entry' && i.entry.seq === 2),
      );
      expect(frame).toMatchObject({ epoch: 'epoch-1', from: 2, to: 2, head: 2, items: [{ entry: { clientId } }] });
      expect(frame.users.map((user) => user.username)).toEqual(['alice']);
      expect(client.received[0]?.event).toBe('hello');
      const pulled = await client.ask('sync:pull', { epoch: 'epoch-1', checkpoint: 0 });
      expect(pulled).toMatchObject({ outcome: 'continue', frame: { from: 1, to: 2, head: 2 } });
    }
    const again = await a1.client.ask('message:send', { sessionId, clientId, text: 'hello' });
    expect(again.entry.seq).toBe(2);
  });
});
