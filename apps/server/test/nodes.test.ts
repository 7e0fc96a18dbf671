import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import type { TestClient } from './support/client.ts';
import { Hub } from './support/hub.ts';
import { TestServer } from './support/server.ts';

let hub: Hub;
let one: TestServer;
let two: TestServer;

async function start(maxBytes?: number): Promise<void> {
  hub = new Hub(maxBytes);
  one = await TestServer.start({ bus: hub.join() });
  two = await TestServer.start({ bus: hub.join(), beside: one });
}
afterEach(async () => {
  await one.close();
  await two.close();
});

async function direct(client: TestClient, username: string): Promise<string> {
  const created = await client.ask('session:create', { clientId: uuidv7(), usernames: [username], title: null });
  return created.entry.sessionId;
}

const send = (client: TestClient, sessionId: string, text: string) =>
  client.ask('message:send', { sessionId, clientId: uuidv7(), text });

describe('two nodes', () => {
  beforeEach(() => start());

  it('tell devices of each other, in one order, without a gap', async () => {
    const [alice, bob] = [await one.online('alice'), await two.online('bob')];
    const sessionId = await direct(alice.client, 'bob');
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => [
        send(alice.client, sessionId, `a${i}`),
        send(bob.client, sessionId, `b${i}`),
      ]).flat(),
    );
    for (const { client } of [alice, bob]) {
      await client.message('sync:push', ({ head }) => head === 101);
      let next = 1;
      for (const frame of client.messages('sync:push')) {
        expect(frame.from).toBe(next);
        expect(frame.users.length).toBeGreaterThan(0);
        next = frame.to + 1;
      }
      expect(next).toBe(102);
    }
  });
});

describe('a commit that is too large to cross', () => {
  it('is told by its head, and pulled', async () => {
    await start(2_000);
    const [alice, bob] = [await one.online('alice'), await two.online('bob')];
    const sessionId = await direct(alice.client, 'bob');
    await bob.client.message('sync:push', ({ head }) => head === 1);
    await send(alice.client, sessionId, 'x'.repeat(5_000));
    const hint = await bob.client.message('sync:push', ({ head }) => head === 2);
    expect(hint).toMatchObject({ from: 3, to: 2, items: [] });
    const pulled = await bob.client.ask('sync:pull', { epoch: hint.epoch, checkpoint: 1 });
    expect(pulled).toMatchObject({ outcome: 'continue', frame: { from: 2, to: 2 } });
    await send(alice.client, sessionId, 'small');
    await bob.client.message('sync:push', ({ from, to }) => from === 3 && to === 3);
  });
});
