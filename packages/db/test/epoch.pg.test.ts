import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../src/client.ts';
import { bumpEpoch, settleOrigin } from '../src/epoch.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.drop());

async function on<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
const epochOf = (url: string) =>
  on(url, async (client) => (await client.query<{ epoch: string }>('SELECT epoch FROM timeline_epoch')).rows[0]?.epoch);

/** Another database with the same content, as a restored dump is. */
async function withCopy(work: (url: string) => Promise<void>): Promise<void> {
  const url = new URL(database.url);
  const name = url.pathname.slice(1);
  const admin = new URL(database.url);
  admin.pathname = '/postgres';
  const copy = `${name}_copy`;
  await on(admin.href, (client) => client.query(`CREATE DATABASE "${copy}" TEMPLATE "${name}"`));
  url.pathname = `/${copy}`;
  try {
    await work(url.href);
  } finally {
    await on(admin.href, (client) => client.query(`DROP DATABASE "${copy}" WITH (FORCE)`));
  }
}

test('TL-5: the epoch stays as long as the database is the one in which it began', async () => {
  const before = await epochOf(database.url);
  for (let n = 0; n < 3; n += 1) expect(await on(database.url, settleOrigin)).toBeNull();
  expect(await epochOf(database.url)).toBe(before);
});

test('TL-5: a copy begins another epoch by itself, once, however many connections find out at the same time', async () => {
  await on(database.url, settleOrigin);
  const original = await epochOf(database.url);
  await withCopy(async (url) => {
    const found = await Promise.all(Array.from({ length: 4 }, () => on(url, settleOrigin)));
    const copied = await epochOf(url);
    expect(copied).not.toBe(original);
    expect(found.filter((epoch) => epoch !== null)).toContain(copied);
    expect(await on(url, settleOrigin)).toBeNull();
    expect(await epochOf(url)).toBe(copied);
  });
  expect(await epochOf(database.url)).toBe(original);
});

test('TL-5: an account that may not ask for the cluster goes by the database alone', async () => {
  const role = `plain_${Date.now()}`;
  await on(database.url, async (client) => {
    await client.query(`CREATE ROLE ${role}; GRANT SELECT, UPDATE ON timeline_epoch TO ${role}`);
    await client.query('REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
    try {
      await client.query(`UPDATE timeline_epoch SET origin = NULL; SET ROLE ${role}`);
      expect(await settleOrigin(client)).toBeNull();
      expect(await settleOrigin(client)).toBeNull();
    } finally {
      await client.query('RESET ROLE; GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC');
      await client.query(`UPDATE timeline_epoch SET origin = NULL; DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});

test('TL-5: the operator begins another epoch by hand', async () => {
  const before = await epochOf(database.url);
  const pool = createPool(database.url, { max: 1 });
  const bumped = await bumpEpoch(pool);
  await pool.end();
  expect(bumped).not.toBe(before);
  expect(await epochOf(database.url)).toBe(bumped);
});

test('a pool lets nobody use a connection before it was looked at', async () => {
  const order: string[] = [];
  const pool = createPool(database.url, {
    max: 2,
    onNewConnection: async (client) => {
      await client.query('SELECT 1');
      order.push('looked');
    },
  });
  await pool.query('SELECT 2').then(() => order.push('used'));
  await pool.query('SELECT 3').then(() => order.push('used'));
  await pool.end();
  expect(order).toEqual(['looked', 'used', 'used']);
});
