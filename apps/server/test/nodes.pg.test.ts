import { createTestDatabase, TestRedis, type TestDatabase } from '@tidemark/db/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type App } from '../src/app.ts';
import { readEnv } from '../src/env.ts';
import { uuidv7 } from '../src/ids.ts';
import { silentLog } from '../src/log.ts';
import { Browser } from './support/browser.ts';

let database: TestDatabase;
let redis: TestRedis;
let one: App;
let two: App;
const dataDir = mkdtempSync(join(tmpdir(), 'tidemark-nodes-'));

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await TestRedis.start();
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, DATA_DIR: dataDir, AUTH_SECRET: 'x'.repeat(32) };
  const start = () =>
    startApp(readEnv({ NODE_ENV: 'test', PORT: '0', WEB: 'off', AUTH_RATE_LIMIT: 'off', ...env }), silentLog);
  one = await start();
  two = await start();
});
afterAll(async () => {
  await one.stop();
  await two.stop();
  await redis.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true });
});

/** The same browser profile at the other node. */
function at(app: App, browser: Browser): Browser {
  const moved = new Browser(app.port, browser.deviceId);
  return Object.assign(moved, { cookie: browser.cookie, userId: browser.userId });
}

async function person(app: App, username: string): Promise<Browser> {
  const browser = new Browser(app.port);
  await browser.signUp(username);
  return browser;
}

describe('two nodes on one PostgreSQL and one Redis', () => {
  it('push to each other’s devices, and a login of one is a login of the other', async () => {
    const [alice, bob] = [await person(one, 'alice'), await person(two, 'bob')];
    const [a, b] = [await alice.connect(), await bob.connect()];
    const { entry } = await a.ask('session:create', { clientId: uuidv7(), usernames: ['bob'], title: null });
    const { sessionId } = entry;
    let sent = 1;
    // until the nodes hear each other: nobody waits for that at a start
    await expect
      .poll(async () => {
        await a.ask('message:send', { sessionId, clientId: uuidv7(), text: 'hello' });
        sent += 1;
        return b.messages('sync:push').some(({ items }) => items.length > 0);
      })
      .toBe(true);
    await b.message('sync:push', ({ head }) => head === sent);
    b.close();
    const back = await at(one, bob).connect();
    await back.message('hello', ({ head }) => head === sent);
    await a.ask('message:send', { sessionId, clientId: uuidv7(), text: 'again' });
    await back.message('sync:push', ({ head }) => head === sent + 1);
  });

  it('close the sockets of what has ended on the other, and serve it nothing from the acknowledgement on', async () => {
    const carol = await person(one, 'carol');
    const ends: ((browser: Browser) => Promise<unknown>)[] = [
      (browser) => at(one, browser).post('/api/sign-out', { deviceId: browser.deviceId }),
      (browser) => at(one, browser).post('/api/auth/sign-out', {}),
    ];
    for (const end of ends) {
      const other = new Browser(two.port);
      await other.signIn('carol');
      const client = await other.connect();
      await end(other);
      // refused by the answer, or closed already
      const answered = client.request('device:list', {}).then(
        (answer) => (answer.ok ? 'served' : answer.code),
        () => 'closed',
      );
      const outcome = await Promise.race([answered, client.closed.then(() => 'closed')]);
      expect(['device-revoked', 'unauthenticated', 'unavailable', 'closed']).toContain(outcome);
      await client.closed;
      expect(await other.tryConnect()).toMatchObject({
        refused: { code: expect.stringMatching(/device-revoked|unauthenticated/) },
      });
    }
    await carol.connect();
  });

  it('O-13: a device that was told nothing before it lost its link misses nothing at the other node', async () => {
    const [eve, fay] = [await person(one, 'eve'), await person(two, 'fay')];
    const first = await fay.connect();
    first.socket.io.engine.close();
    await first.closed;
    const e = await eve.connect();
    const { entry } = await e.ask('session:create', { clientId: uuidv7(), usernames: ['fay'], title: null });
    await e.ask('message:send', { sessionId: entry.sessionId, clientId: uuidv7(), text: 'while you were away' });
    const back = await at(one, fay).connect();
    const { epoch } = await back.message('hello', ({ head }) => head === 2);
    const pulled = await back.ask('sync:pull', { epoch, checkpoint: 0 });
    expect(pulled).toMatchObject({ outcome: 'continue', frame: { from: 1, to: 2 } });
  });

  it('O-44: with Redis gone devices see all the same that they are behind, and nodes hear each other when it is back', async () => {
    const [gil, hal] = [await person(one, 'gil'), await person(two, 'hal')];
    const [g, h] = [await gil.connect(), await hal.connect()];
    const { entry } = await g.ask('session:create', { clientId: uuidv7(), usernames: ['hal'], title: null });
    const send = () => g.ask('message:send', { sessionId: entry.sessionId, clientId: uuidv7(), text: 'hello' });
    await h.message('sync:push', ({ head }) => head === 1);
    await redis.signal('SIGKILL');
    for (let i = 0; i < 3; i += 1) await send();
    const ready = await fetch(`http://127.0.0.1:${one.port}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { ok: true, degraded: 'redis' }]);
    const hint = await h.message('sync:push', ({ head }) => head === 4);
    expect(hint.items).toEqual([]);
    const pulled = await h.ask('sync:pull', { epoch: hint.epoch, checkpoint: 1 });
    expect(pulled).toMatchObject({ outcome: 'continue', frame: { from: 2, to: 4 } });
    await redis.startAgain();
    await expect
      .poll(
        async () => {
          await send();
          return h.messages('sync:push').some(({ items, head }) => head > 4 && items.length > 0);
        },
        { timeout: 15_000 },
      )
      .toBe(true);
  });

  it('leave a device one socket, the newest', async () => {
    const dora = await person(one, 'dora');
    const older = await dora.connect();
    const newer = await at(two, dora).connect();
    await older.closed;
    await newer.ask('device:list', {});
    const newest = await at(one, dora).connect();
    await newer.closed;
    await newest.ask('device:list', {});
  });
});
