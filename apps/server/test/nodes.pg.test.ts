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
