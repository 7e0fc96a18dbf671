import { afterEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import type { TestClient } from './support/client.ts';
import { TestServer } from './support/server.ts';

let server: TestServer;
afterEach(() => server.close());

/** The TCP socket under a client on the WebSocket transport. */
function tcpOf(client: TestClient): { pause(): void; resume(): void } {
  const { transport } = client.socket.io.engine as unknown as {
    transport: { ws: { _socket: { pause(): void; resume(): void } } };
  };
  return transport.ws._socket;
}

describe('a device that does not read what it is sent', () => {
  it('is skipped, learns of it when it reads again, and pulls the rest', async () => {
    const messages = 1500;
    server = await TestServer.start({ env: { RATE_DEVICE: '10000', RATE_USER: '10000' } });
    const [alice, bob] = [await server.online('alice'), await server.online('bob')];
    const { entry } = await alice.client.ask('session:create', { clientId: uuidv7(), usernames: ['bob'], title: null });
    await bob.client.message('sync:push', ({ to }) => to === 1);

    tcpOf(bob.client).pause();
    const text = 'x'.repeat(16_000);
    for (let sent = 0; sent < messages; sent += 20) {
      const batch = Array.from({ length: 20 }, () =>
        alice.client.ask('message:send', { sessionId: entry.sessionId, clientId: uuidv7(), text }),
      );
      await Promise.all(batch);
    }
    tcpOf(bob.client).resume();

    const head = messages + 1;
    await bob.client.message('sync:push', (frame) => frame.head === head);
    const frames = bob.client.messages('sync:push');
    const pushed = frames.flatMap(({ items }) => items);
    expect(pushed.length).toBeLessThan(head);
    // never backwards, never the same twice; the gap is there to be seen
    const seqs = pushed.map(({ syncSeq }) => syncSeq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    let checkpoint = 0;
    for (const frame of frames) if (frame.from === checkpoint + 1) checkpoint = frame.to;
    while (checkpoint < head) {
      const answer = await bob.client.ask('sync:pull', { epoch: 'epoch-1', checkpoint });
      if (answer.outcome !== 'continue') throw new Error(answer.outcome);
      expect(JSON.stringify(answer).length).toBeLessThan(600_000);
      checkpoint = answer.frame.to;
    }
  });
});
