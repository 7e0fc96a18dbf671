import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts';

const root = path.join(import.meta.dirname, '../../..');
const run = promisify(execFile);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.drop());

function prisma(...args: string[]) {
  const env = { ...process.env, DATABASE_URL: database.url };
  return run(process.execPath, [path.join(root, 'scripts/prisma.mjs'), ...args], { cwd: root, env });
}

test('schema.prisma and the migrations say the same', async () => {
  const from = ['--from-migrations', 'prisma/migrations'];
  const { stdout } = await prisma('migrate', 'diff', ...from, '--to-schema', 'prisma/schema.prisma', '--exit-code');
  expect(stdout).toContain('No difference detected');
}, 60_000);

test('a difference is told by the exit code', async () => {
  const failure = prisma('migrate', 'diff', '--from-empty', '--to-schema', 'prisma/schema.prisma', '--exit-code');
  await expect(failure).rejects.toMatchObject({ code: 2 });
}, 60_000);

test('the CLI agrees with the ledger that the runner wrote', async () => {
  const { stdout } = await prisma('migrate', 'status');
  expect(stdout).toContain('Database schema is up to date');
}, 60_000);
