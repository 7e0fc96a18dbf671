import type { Failure } from '@tidemark/protocol';
import { createPool } from '@tidemark/db/client';
import { createTestDatabase, type TestDatabase } from '@tidemark/db/testing';
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
let app: App;
const dataDir = mkdtempSync(join(tmpdir(), 'tidemark-app-'));

beforeAll(async () => {
  database = await createTestDatabase();
  const env = { DATABASE_URL: database.url, PORT: '0', WEB: 'off', AUTH_RATE_LIMIT: 'off', DATA_DIR: dataDir };
  app = await startApp(readEnv({ NODE_ENV: 'test', ...env }), silentLog);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true });
});

async function person(username: string): Promise<Browser> {
  const browser = new Browser(app.port);
  await browser.signUp(username);
  return browser;
}

describe('the whole server on a real PostgreSQL', () => {
  it('takes a person from sign-up to a message that arrives on every device and is roamed back', async () => {
    const alice = await person('Alice');
    const bob = await person('bob');
    const bobsOther = new Browser(app.port);
    await bobsOther.signIn('BOB');
    const [a, b1, b2] = [await alice.connect(), await bob.connect(), await bobsOther.connect()];
    const { user } = await a.ask('user:find', { username: 'BOB' });
    expect(user).toEqual({ userId: bob.userId, username: 'bob', displayName: 'bob' });

    const created = await a.ask('session:create', { clientId: uuidv7(), usernames: ['bob'], title: null });
    const { sessionId } = created.entry;
    const clientId = uuidv7();
    const sent = await a.ask('message:send', { sessionId, clientId, text: 'hello' });
    for (const client of [a, b1, b2]) {
      const frame = await client.message('sync:push', ({ to }) => to === 2);
      expect(frame.items).toMatchObject([{ kind: 'entry', syncSeq: 2, entry: sent.entry }]);
      expect(frame.users).toEqual([{ userId: alice.userId, username: 'alice', displayName: 'Alice' }]);
    }

    b1.close();
    await Promise.all(
      Array.from({ length: 30 }, (_, i) => a.ask('message:send', { sessionId, clientId: uuidv7(), text: `m${i}` })),
    );
    const back = await bob.connect();
    const { epoch } = await back.message('hello', ({ head }) => head === 32);
    const pulled = await back.ask('sync:pull', { epoch, checkpoint: 2, limit: 10 });
    expect(pulled).toMatchObject({ outcome: 'continue', frame: { from: 3, to: 12, head: 32 } });

    const fresh = new Browser(app.port);
    await fresh.signIn('bob');
    const newcomer = await fresh.connect();
    const snapshot = await newcomer.ask('sync:snapshot', { cursor: null });
    expect(snapshot.sessions).toMatchObject([{ sessionId, head: 32, unread: 31 }]);
    const page = await newcomer.ask('history:page', { sessionId, anchor: { at: 'newest' }, limit: 10 });
    expect(page.covered).toEqual({ from: 23, to: 32 });
    await newcomer.ask('read:mark', { sessionId, seq: 32 });
    const read = await b2.message('sync:push', ({ items }) => items.some(({ kind }) => kind === 'read'));
    expect(read.items).toMatchObject([{ kind: 'read', readSeq: 32, unread: 0 }]);
  });

  it('goes on with all other sessions while a write to one waits for a lock (O-24)', async () => {
    const [ann, ben] = [await person('ann'), await person('ben')];
    const [a, b] = [await ann.connect(), await ben.connect()];
    const sessions: string[] = [];
    for (const title of ['locked', 'free', 'free too']) {
      const { entry } = await a.ask('session:create', { clientId: uuidv7(), usernames: ['ben'], title });
      sessions.push(entry.sessionId);
    }
    const [locked = '', ...free] = sessions;
    const say = (sessionId: string) => a.request('message:send', { sessionId, clientId: uuidv7(), text: 'hello' });
    const pool = createPool(database.url, { max: 1 });
    const holder = await pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT head_seq FROM session WHERE session_id = $1 FOR UPDATE', [locked]);
    // In one batch with the others at first, which waits and gives up; then each session is on its own.
    const [refused, ...stored] = await Promise.all([locked, ...free, ...free].map(say));
    expect(refused).toMatchObject({ ok: false, code: 'unavailable', retryable: true });
    expect(stored).toMatchObject([...free, ...free].map((sessionId) => ({ ok: true, entry: { sessionId } })));
    // Alone, it holds up nobody.
    const stuck = say(locked);
    const next = await Promise.all(free.map(say));
    expect(next.every(({ ok }) => ok)).toBe(true);
    for (const sessionId of free) {
      await b.message('sync:push', ({ items }) =>
        items.some((item) => item.kind === 'entry' && item.entry.sessionId === sessionId && item.entry.seq === 4),
      );
    }
    await holder.query('ROLLBACK');
    holder.release();
    await pool.end();
    await stuck;
    expect(await say(locked)).toMatchObject({ ok: true, entry: { sessionId: locked } });
  });

  it('refuses, with a code, what the database itself would choke on', async () => {
    const client = await (await person('dora')).connect();
    for (const cursor of ['not-an-id', "'; --", '\0']) {
      const answer = (await client.request('sync:snapshot', { cursor })) as Failure;
      expect([cursor, answer.code]).toEqual([cursor, 'bad-request']);
    }
    await person('emil');
    const { entry } = await client.ask('session:create', { clientId: uuidv7(), usernames: ['emil'], title: 'a\0b' });
    const { sessionId } = entry;
    for (const cursor of ['x', '1:x', ':', "1:'"]) {
      const answer = (await client.request('session:members', { sessionId, cursor })) as Failure;
      expect([cursor, answer.code]).toEqual([cursor, 'bad-request']);
    }
    const sent = await client.ask('message:send', { sessionId, clientId: uuidv7(), text: 'a\0b\ud800' });
    expect(sent.entry.body).toEqual({ kind: 'message', text: 'a\ufffdb\ufffd' });
    const far = { sessionId, anchor: { at: 'around', seq: Number.MAX_SAFE_INTEGER } } as const;
    expect(await client.request('history:page', far)).toMatchObject({ ok: true });
    const ahead = await client.request('sync:pull', { epoch: 'x', checkpoint: Number.MAX_SAFE_INTEGER });
    expect(ahead).toMatchObject({ ok: true, outcome: 'other-epoch' });
    expect(await client.request('read:mark', { sessionId, seq: Number.MAX_SAFE_INTEGER })).toMatchObject({ ok: true });
  });

  it('ends a device for good: cookie, socket and registration', async () => {
    const browser = await person('fred');
    const client = await browser.connect();
    const cookie = browser.cookie;
    expect((await browser.post('/api/sign-out', { deviceId: browser.deviceId })).status).toBe(200);
    await client.closed;
    browser.cookie = cookie;
    const refused = await browser.tryConnect();
    expect(refused).toMatchObject({ refused: { code: 'device-revoked' } });
    await expect(browser.signIn('fred')).rejects.toThrow('device-revoked');
  });

  it('lets the same profile sign in again after its login has ended, with its device', async () => {
    const browser = await person('gina');
    const client = await browser.connect();
    await browser.post('/api/auth/sign-out', {});
    await client.closed;
    expect(await browser.tryConnect()).toMatchObject({ refused: { code: 'unauthenticated' } });
    await browser.signIn('gina');
    await browser.connect();
  });
});
