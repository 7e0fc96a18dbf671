import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** The migrated database that every test database is a copy of. */
export const TEMPLATE = 'tidemark_template';
/** Where `global-setup.ts` leaves the server's address for the test workers. */
export const SERVER_VARIABLE = 'TIDEMARK_TEST_POSTGRES';

export type TestDatabase = {
  readonly url: string;
  readonly name: string;
  /** Closes every connection to the database and removes it. */
  drop(): Promise<void>;
};

/**
 * A fresh, migrated database with an epoch of its own.
 * @param serverUrl of `startTestPostgres`; by default the server that the run's global set-up has started
 */
export async function createTestDatabase(serverUrl = process.env[SERVER_VARIABLE]): Promise<TestDatabase> {
  if (!serverUrl) throw new Error(`no test server: add @tidemark/db/testing/global-setup to vitest's globalSetup`);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await once(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await once(url.href, 'UPDATE timeline_epoch SET epoch = gen_random_uuid()::text');
  return { url: url.href, name, drop: () => once(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
