import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '@tidemark/timeline';
import { uuidv7 } from '../src/ids.ts';
import { Browser } from './support/browser.ts';
import { LoadDevice } from './support/load.ts';
import { freePort, killPostgres, ServerProcess } from './support/process.ts';

const LANES = 3;
const MESSAGES = 20;
const TOTAL = 4 * LANES * MESSAGES;

let dataDir: string;
let port: number;
let server: ServerProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tidemark-crash-'));
  chmodSync(dataDir, 0o755);
  port = await freePort();
  server = await ServerProcess.start(dataDir, port);
});
afterEach(async () => {
  await server.kill('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
});

/** Two devices of alice, one of bob and one of carol, all members of one group. */
async function setUp(): Promise<{ devices: readonly LoadDevice[]; sessionId: string }> {
  const browsers = ['alice', 'alice', 'bob', 'carol'].map(() => new Browser(port));
  const [a1, a2, bob, carol] = browsers as [Browser, Browser, Browser, Browser];
  await a1.signUp('alice');
  await a2.signIn('alice');
  await bob.signUp('bob');
  await carol.signUp('carol');
  const devices = browsers.map((browser) => new LoadDevice(browser));
  const client = await devices[0]?.client();
  const created = await client?.ask('session:create', {
    clientId: uuidv7(),
    usernames: ['bob', 'carol'],
    title: 'crash',
  });
  return { devices, sessionId: created?.entry.sessionId ?? '' };
}

/** Sends from all devices at once and breaks something whenever so many messages were acknowledged. */
async function underLoad(
  { devices, sessionId }: Awaited<ReturnType<typeof setUp>>,
  breakAt: readonly number[],
  breakIt: () => Promise<void>,
): Promise<void> {
  let acknowledged = 0;
  const breaks: Promise<void>[] = [];
  const onAck = () => {
    acknowledged += 1;
    if (breakAt.includes(acknowledged)) breaks.push(breakIt());
  };
  const lanes = devices.flatMap((device) =>
    Array.from({ length: LANES }, () => device.lane(sessionId, MESSAGES, onAck)),
  );
  await Promise.all(lanes);
  await Promise.all(breaks);
  expect(breaks).toHaveLength(breakAt.length);
}

async function check({ devices, sessionId }: Awaited<ReturnType<typeof setUp>>): Promise<void> {
  const history: Entry[] = [];
  const reader = await devices[2]?.client();
  for (let seq = 0; ;) {
    const page = await reader?.ask('history:page', { sessionId, anchor: { at: 'after', seq }, limit: 100 });
    if (!page?.covered) break;
    history.push(...page.entries);
    seq = page.covered.to;
    if (seq === page.head) break;
  }
  expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
  const byClientId = new Map<string | null, Entry[]>();
  for (const entry of history) byClientId.set(entry.clientId, [...(byClientId.get(entry.clientId) ?? []), entry]);
  for (const device of devices) {
    for (const [clientId, entry] of device.acknowledged) expect(byClientId.get(clientId)).toEqual([entry]);
  }
  // what was sent is what is stored: nothing lost, nothing doubled, nothing that nobody sent
  expect(history).toHaveLength(TOTAL + 1);
  for (const device of devices) expect(await device.pullAll()).toEqual(history);
}

describe('killed under load', () => {
  it('the server, three times: what was acknowledged is there once, in one order for all', async () => {
    const parts = await setUp();
    await underLoad(parts, [20, 90, 170], async () => {
      await server.kill('SIGKILL');
      server = await ServerProcess.start(dataDir, port);
    });
    expect(parts.devices.reduce((sum, { retries }) => sum + retries, 0)).toBeGreaterThan(0);
    await check(parts);
  }, 120_000);

  it('PostgreSQL, twice: the server brings it back, and nothing acknowledged is lost or doubled', async () => {
    const parts = await setUp();
    await underLoad(parts, [30, 130], async () => killPostgres(dataDir));
    expect(parts.devices.reduce((sum, { retries }) => sum + retries, 0)).toBeGreaterThan(0);
    await check(parts);
  }, 120_000);
});
