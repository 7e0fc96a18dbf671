// A group of 10,000 members (200 of them online) against one of 10 in the same run: what a message costs, and what a
// member comes back to. By hand: node --import tsx apps/server/bench/large-group.ts [messages]
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool } from '@tidemark/db/client';
import { startEmbeddedPostgres } from '@tidemark/db/embedded';
import { migrate } from '@tidemark/db/migrate';
import { ensurePartitions, PostgresTimelineStore } from '@tidemark/db/timeline';
import { uuidv7 } from '../src/ids.ts';
import type { TestClient } from '../test/support/client.ts';
import { TestServer } from '../test/support/server.ts';

const MESSAGES = Number(process.argv[2] ?? 300);
const MEMBERS = 10_000;
const ONLINE = 200;

const dataDir = mkdtempSync(join(tmpdir(), 'tidemark-large-'));
chmodSync(dataDir, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir });
try {
  await migrate({ url: postgres.url });
  await measure(postgres.url);
} finally {
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(url: string): Promise<void> {
  const pool = createPool(url);
  await ensurePartitions(pool, { ahead: 2 });
  const store = new PostgresTimelineStore({ pool });
  const names = Array.from({ length: ONLINE }, (_, i) => `online${i}`);
  const env = { RATE_DEVICE: '1000000', RATE_USER: '1000000' };
  const server = await TestServer.start({ users: names, env, wrap: () => store });
  const online = names.map((name) => server.user(name));
  const others = Array.from({ length: MEMBERS - ONLINE }, (_, i) => {
    return { userId: uuidv7(), username: `member${i}`, displayName: 'Member' };
  });
  const everyone = [...online, ...others];
  await pool.query(
    `INSERT INTO "user" (id, username, name, email)
     SELECT t.id, t.username, t.username, t.id || '@example.org' FROM unnest($1::uuid[], $2::text[]) AS t (id, username)`,
    [everyone.map(({ userId }) => userId), everyone.map(({ username }) => username)],
  );
  for (const { userId } of others) {
    await store.registerDevice({ userId, deviceId: uuidv7(), loginId: uuidv7(), name: 'b', at: Date.now() });
  }
  const clients: TestClient[] = [];
  for (const name of names) clients.push((await server.online(name)).client);

  const began = performance.now();
  const large = await group(
    store,
    everyone.map(({ userId }) => userId),
  );
  const madeMs = performance.now() - began;
  const small = await group(
    store,
    online.slice(0, 10).map(({ userId }) => userId),
  );
  for (const client of clients) await client.ask('sync:follow', { sessions: [{ sessionId: large, seq: 1 }] });

  const rows = async () => {
    const { rows: counts } = await pool.query<{ entries: string; sync: string }>(
      'SELECT (SELECT count(*) FROM session_entry) AS entries, (SELECT count(*) FROM sync_entry) AS sync',
    );
    return { entries: Number(counts[0]?.entries), sync: Number(counts[0]?.sync) };
  };
  const [sender] = clients;
  const last = clients.at(-1);
  if (!sender || !last) throw new Error('nobody is online');
  const send = async (sessionId: string) => {
    const start = performance.now();
    await sender.ask('message:send', { sessionId, clientId: uuidv7(), text: 'hello' });
    return performance.now() - start;
  };
  for (let n = 0; n < 20; n += 1) await Promise.all([send(small), send(large)]);
  const before = await rows();
  const took = { small: [] as number[], large: [] as number[] };
  for (let n = 0; n < MESSAGES; n += 1) {
    // in turn, so that both meet the same machine
    took.small.push(await send(small));
    took.large.push(await send(large));
  }
  const after = await rows();
  await last.message('session:push', ({ to }) => to >= 1 + 20 + MESSAGES);

  const p = (list: readonly number[], share: number) =>
    list.toSorted((a, b) => a - b)[Math.floor(list.length * share)] ?? 0;
  const say = (name: string, list: readonly number[]) =>
    console.log(`${name}: acknowledged p50 ${p(list, 0.5).toFixed(1)} ms, p95 ${p(list, 0.95).toFixed(1)} ms`);
  console.log(`${MEMBERS} members made in ${Math.round(madeMs)} ms; ${MESSAGES} messages to each group, one at a time`);
  say('10 members', took.small);
  say(`${MEMBERS} members, ${ONLINE} online`, took.large);
  console.log(`p95 ratio ${(p(took.large, 0.95) / p(took.small, 0.95)).toFixed(2)}`);
  const sync = after.sync - before.sync;
  console.log(
    `session entries ${after.entries - before.entries} for ${2 * MESSAGES} messages; sync entries ${sync}, all of the small group (10 devices)`,
  );

  let statements = 0;
  const [{ userId } = { userId: '' }] = others;
  const [device] = await store.devices(userId);
  const counting = createPool(url, { max: 1 });
  counting.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    Object.assign(client, { query: (...args: unknown[]) => ((statements += 1), query(...args)) });
  });
  const away = new PostgresTimelineStore({ pool: counting });
  const start = performance.now();
  const asked = { userId, deviceId: device?.deviceId ?? '' };
  await away.snapshot({ ...asked, cursor: null, limit: 50 });
  await away.follow({ ...asked, sessions: [{ sessionId: large, seq: 1 }] });
  await away.history({ userId, sessionId: large, anchor: { at: 'newest' }, limit: 100 });
  console.log(
    `a member who was away: list, what moved, newest page in ${statements} statements, ${Math.round(performance.now() - start)} ms`,
  );
  await counting.end();
  await server.close();
  await pool.end();
}

async function group(store: PostgresTimelineStore, memberIds: readonly string[]): Promise<string> {
  const sessionId = uuidv7();
  const [creatorId = ''] = memberIds;
  const change = await store.createSession({
    sessionId,
    sessionKind: 'group',
    title: 'Large',
    creatorId,
    memberIds,
    history: 'joined',
    clientId: uuidv7(),
  });
  if (change.outcome !== 'stored') throw new Error(change.reason);
  return sessionId;
}
