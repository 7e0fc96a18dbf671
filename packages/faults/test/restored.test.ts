import { randomUUID } from 'node:crypto';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPool } from '@tidemark/db/client';
import { DeviceClient, MemorySurroundings, MemoryTabs, SocketTransport } from '@tidemark/sync-client/testing';
import { type DeviceDisk, MemoryDeviceStore, emptyDisk } from '@tidemark/timeline/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ORIGIN, type Login, enter } from '../src/world/accounts.ts';
import { freePort } from '../src/world/free-port.ts';
import { ServerNode } from '../src/world/node.ts';
import { Postgres } from '../src/world/postgres.ts';
import { until } from '../src/world/wait.ts';

/** Only an end for what hangs, on however busy a machine. */
const WITHIN_MS = 120_000;

const folder = mkdtempSync(path.join(tmpdir(), 'tidemark-restored-'));
chmodSync(folder, 0o711);
const clients: DeviceClient[] = [];
let postgres: Postgres;
let node: ServerNode;
let died = '';

beforeAll(async () => {
  postgres = await Postgres.start(folder);
  await admin('CREATE DATABASE chat');
  const port = await freePort();
  const url = new URL(postgres.url);
  url.pathname = '/chat';
  node = new ServerNode({
    name: 'node',
    port,
    died: (report) => (died = report),
    env: {
      DATABASE_URL: url.href,
      DATA_DIR: path.join(folder, 'data'),
      AUTH_SECRET: 'a secret of thirty-two characters',
      AUTH_RATE_LIMIT: 'off',
      APP_ORIGIN: ORIGIN,
      WEB: 'off',
      LOG_LEVEL: 'warn',
    },
  });
  await node.start();
}, WITHIN_MS);

afterAll(async () => {
  for (const client of clients) await client.stop();
  await node.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}, WITHIN_MS);

/** Does something to databases as a whole, from outside of them. */
async function admin(statement: string): Promise<void> {
  const pool = createPool(postgres.url, { max: 1, statementTimeoutMs: 60_000 });
  await pool.query(statement);
  await pool.end();
}

const clock = {
  now: () => Date.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** A device with the product's engine, on a disk in memory. */
function device(login: Login, deviceId: string): { readonly client: DeviceClient; readonly disk: DeviceDisk } {
  const disk = emptyDisk();
  const tabs = new MemoryTabs(clock);
  const { userId, username, cookie } = login;
  const client = new DeviceClient({
    account: { userId, username, displayName: username, deviceId },
    store: new MemoryDeviceStore(userId, disk),
    transport: new SocketTransport({
      clock,
      url: `http://127.0.0.1:${node.port}`,
      extraHeaders: { origin: ORIGIN, cookie },
    }),
    lock: tabs.lock(),
    channel: tabs.channel(),
    clock,
    random: { next: () => Math.random(), uuid: () => randomUUID() },
    surroundings: new MemorySurroundings(),
    log: { note: () => undefined },
    endLogin: async () => undefined,
    ended: async () => undefined,
    wipe: async () => undefined,
    seal: () => undefined,
  });
  clients.push(client);
  client.start();
  return { client, disk };
}

async function person(username: string) {
  const deviceId = randomUUID();
  return device(await enter(node.port, 'sign-up', username, deviceId), deviceId);
}

function texts({ entries }: DeviceDisk, sessionId: string): readonly string[] {
  const held = [...(entries.get(sessionId)?.values() ?? [])].toSorted((a, b) => a.seq - b.seq);
  return held.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []));
}

const waitFor = async (what: string, test: () => boolean | Promise<boolean>) => {
  if (!(await until(test, WITHIN_MS))) expect.fail(`not within ${WITHIN_MS} ms: ${what}. ${died}`);
};

it(
  'DV-13, OB-8: a dump restored under live clients: all converge, what the server lost is marked and sent again',
  async () => {
    const [ann, ben] = [await person('ann'), await person('ben')];
    await waitFor('both live', () => [ann, ben].every(({ client }) => client.status.get().kind === 'live'));
    const sessionId = await ann.client.createSession({ usernames: ['ben'], title: null });
    await ann.client.send(sessionId, 'kept');
    await waitFor('both have it', () => [ann, ben].every(({ disk }) => texts(disk, sessionId).includes('kept')));

    await node.stop();
    await admin('CREATE DATABASE backup TEMPLATE chat');
    await node.start();
    await ann.client.send(sessionId, 'lost, of Ann');
    await ben.client.send(sessionId, 'lost, of Ben');
    const done = ({ disk }: { readonly disk: DeviceDisk }) =>
      texts(disk, sessionId).length === 3 && disk.outbox.length === 0;
    await waitFor('both have all three', () => [ann, ben].every(done));
    const before = ann.disk.position?.epoch;

    await node.stop();
    await admin('DROP DATABASE chat');
    await admin('ALTER DATABASE backup RENAME TO chat');
    await node.start();

    const lost = ({ disk }: { readonly disk: DeviceDisk }) =>
      disk.outbox.filter(({ state }) => state.kind === 'refused' && state.code === 'lost');
    await waitFor('each knows what of its own is lost', () => [ann, ben].every((one) => lost(one).length === 1));
    expect(ann.disk.position?.epoch).not.toBe(before);
    expect(lost(ann)).toMatchObject([{ action: { text: 'lost, of Ann' } }]);
    expect(lost(ben)).toMatchObject([{ action: { text: 'lost, of Ben' } }]);

    for (const one of [ann, ben]) for (const { clientId } of lost(one)) await one.client.retry(clientId);
    await waitFor('the outboxes are empty', () => [ann, ben].every(({ disk }) => disk.outbox.length === 0));
    for (const { client } of [ann, ben]) await client.fill(sessionId, { at: 'newest' });
    await waitFor('both have all three again', () =>
      [ann, ben].every(({ disk }) => texts(disk, sessionId).length === 3),
    );
    expect(texts(ann.disk, sessionId)).toEqual(texts(ben.disk, sessionId));
    expect(texts(ann.disk, sessionId).toSorted()).toEqual(['kept', 'lost, of Ann', 'lost, of Ben']);
  },
  5 * WITHIN_MS,
);
