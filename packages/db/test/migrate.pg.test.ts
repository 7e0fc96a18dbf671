import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../src/migrate.ts';
import { MIGRATIONS_FOLDER, readMigrations } from '../src/migrate/folder.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts';

let base: TestDatabase;
const made: string[] = [];

beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(async () => {
  const client = new pg.Client({ connectionString: base.url });
  await client.connect();
  for (const name of made) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await client.end();
  await base.drop();
});

/** The address of a database that does not exist yet. */
function freshUrl(): string {
  const name = `migrate_${crypto.randomUUID().replaceAll('-', '')}`;
  made.push(name);
  const url = new URL(base.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function copyOfMigrations(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tidemark-migrations-'));
  await cp(MIGRATIONS_FOLDER, folder, { recursive: true });
  return folder;
}

describe('migrate', () => {
  test('makes the missing database, applies everything once, then finds nothing to do', async () => {
    const url = freshUrl();
    const names = (await readMigrations(MIGRATIONS_FOLDER)).map(({ name }) => name);
    expect(await migrate({ url })).toEqual(names);
    expect(await migrate({ url })).toEqual([]);
    const ledger = await query(url, 'SELECT finished_at, applied_steps_count AS steps FROM _prisma_migrations');
    expect(ledger.every((row) => row['finished_at'] !== null && row['steps'] === 1)).toBe(true);
  });

  test('four at once: each migration is applied by exactly one', async () => {
    const url = freshUrl();
    const runs = await Promise.all([1, 2, 3, 4].map(() => migrate({ url })));
    expect(runs.flat().sort()).toEqual((await readMigrations(MIGRATIONS_FOLDER)).map(({ name }) => name));
  });

  test('a migration changed after it was applied is refused, naming the file', async () => {
    const url = freshUrl();
    const folder = await copyOfMigrations();
    await migrate({ url, folder });
    const first = (await readMigrations(folder))[0]?.name ?? '';
    await writeFile(path.join(folder, first, 'migration.sql'), 'SELECT 1');
    await expect(migrate({ url, folder })).rejects.toThrow(`prisma/migrations/${first}/migration.sql`);
    await rm(folder, { recursive: true });
  });

  test('a failing migration leaves nothing behind and runs once it is corrected', async () => {
    const url = freshUrl();
    const folder = await mkdtemp(path.join(tmpdir(), 'tidemark-migrations-'));
    await cp(
      path.join(MIGRATIONS_FOLDER, (await readMigrations(MIGRATIONS_FOLDER))[0]?.name ?? ''),
      path.join(folder, '1'),
      {
        recursive: true,
      },
    );
    await cp(path.join(folder, '1'), path.join(folder, '2'), { recursive: true });
    await writeFile(path.join(folder, '2', 'migration.sql'), 'CREATE TABLE half (a int); SELECT nonsense');
    await expect(migrate({ url, folder })).rejects.toThrow('Migration 2 failed and was rolled back');
    expect(await query(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    await writeFile(path.join(folder, '2', 'migration.sql'), 'CREATE TABLE half (a int)');
    expect(await migrate({ url, folder })).toEqual(['2']);
    await rm(folder, { recursive: true });
  });

  test('a database of a newer release is left alone', async () => {
    const url = freshUrl();
    await migrate({ url });
    await query(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'y', '9_later', now())`,
    );
    await expect(migrate({ url })).rejects.toThrow('9_later');
  });

  test.each([
    ['an unreachable server', () => 'postgresql://a:b@127.0.0.1:1/c', 'No PostgreSQL server answers at 127.0.0.1:1'],
    ['a wrong password', () => base.url.replace(/:[^:@/]*@/, ':wrong@'), 'refuses the user "tidemark"'],
    ['something that is no address', () => 'localhost/tidemark', 'DATABASE_URL is not a PostgreSQL address'],
  ])('%s gets one clear line without the password', async (_what, url, message) => {
    const failure = await migrate({ url: url() }).catch((error: unknown) => error);
    expect(String(failure)).toContain(message);
    expect(String(failure)).not.toContain('\n');
    expect(String(failure)).not.toContain('wrong@');
  });
});
