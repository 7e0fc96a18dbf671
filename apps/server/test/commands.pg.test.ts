import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, createPrisma, type Pool } from '@tidemark/db/client';
import { createTestDatabase } from '@tidemark/db/testing';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { passwords } from '../src/identity/password.ts';
import { writeExport } from './support/slack-export.ts';

/** `npm run import`, `demo`, `purge`, `session:mode`, `session:retention` and `epoch:bump` as processes of their own, on a real PostgreSQL. */

const CLI = join(import.meta.dirname, '../src/cli');
const MESSAGES = 3_000;

let folder: string;
let url: string;
let pool: Pool;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-commands-'));
  const database = await createTestDatabase();
  url = database.url;
  pool = createPool(url, { max: 1, onError: () => undefined });
  return async () => {
    await pool.end();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  };
});

type Run = { readonly child: ChildProcess; readonly ended: Promise<{ code: number | null; output: string }> };

function start(
  name: 'import' | 'demo' | 'purge' | 'session-mode' | 'session-retention' | 'epoch-bump',
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', join(CLI, `${name}.ts`), ...args], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, DATABASE_URL: url, DATA_DIR: folder, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, output }))) };
}

const run = (...args: Parameters<typeof start>) => start(...args).ended;

function archive(): string {
  const file = join(folder, 'export.zip');
  writeExport(file, { messages: MESSAGES });
  return file;
}

/** The texts of the imported channel in the order of its timeline. */
async function storedLines(): Promise<readonly string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `SELECT e.body ->> 'text' AS text FROM session_entry e JOIN session s USING (session_id)
      WHERE s.title = 'talk' AND e.kind = 'message' ORDER BY e.seq`,
  );
  return rows.map(({ text }) => text);
}

const lines = Array.from({ length: MESSAGES }, (_, at) => `line ${at + 1}`);

test(
  'an import killed on the way leaves a whole beginning, and run again it completes it',
  { timeout: 120_000 },
  async () => {
    const file = archive();
    const first = start('import', [file]);
    first.child.stdout?.once('data', () => first.child.kill('SIGKILL')); // it has shown its first progress
    await first.ended;
    const begun = await storedLines();
    expect(begun.length).toBeGreaterThan(0);
    expect(begun).toEqual(lines.slice(0, begun.length));

    const second = await run('import', [file]);
    expect(second).toMatchObject({ code: 0 });
    expect(await storedLines()).toEqual(lines);
    const third = await run('import', [file]);
    expect(third.output).toContain('0 messages added, 3,000 were there already');
    expect(await storedLines()).toEqual(lines);
  },
);

test('two imports at once do each other no harm', { timeout: 120_000 }, async () => {
  const file = archive();
  const both = await Promise.all([run('import', [file]), run('import', [file])]);
  expect(both.map(({ code, output }) => (code === 0 ? 'done' : output))).toEqual(['done', 'done']);
  expect(await storedLines()).toEqual(lines);
  const { rows } = await pool.query<{ users: number; heads: number }>(
    `SELECT (SELECT count(*)::int FROM "user") AS users, (SELECT sum(head_seq)::int FROM session) AS heads`,
  );
  expect(rows[0]).toEqual({ users: 3, heads: MESSAGES + 1 });
});

test('asked to stop, an import ends where it can go on', { timeout: 120_000 }, async () => {
  const stopped = start('import', [archive()]);
  stopped.child.stdout?.once('data', () => stopped.child.kill('SIGINT'));
  const { code, output } = await stopped.ended;
  const begun = await storedLines();
  expect(begun).toEqual(lines.slice(0, begun.length));
  // it may have been through before the signal came
  if (begun.length < MESSAGES)
    expect({ code, output }).toMatchObject({ code: 130, output: expect.stringContaining('run it again') });
  else expect(code).toBe(0);
});

test('a broken archive is named in one line, and nothing of it is added', { timeout: 120_000 }, async () => {
  const file = join(folder, 'export.zip');
  writeExport(file, {
    messages: 50,
    more: { 'talk/2018-11-06.json': [{ type: 'message', user: 'U1', text: 'no time' }] },
  });
  const { code, output } = await run('import', [file]);
  expect(code).toBe(1);
  expect(output).toMatch(/^tidemark: .*export\.zip: talk\/2018-11-06\.json: row 1: ts: .*\n$/);
  writeFileSync(file, readFileSync(file).subarray(0, 400));
  expect((await run('import', [file])).output).toMatch(/^tidemark: .*export\.zip: is not a zip archive.*\n$/);
  const { rows } = await pool.query('SELECT id::text FROM "user" UNION ALL SELECT session_id::text FROM session');
  expect(rows).toEqual([]);
});

test(
  'the demo makes accounts that are in all that was imported, once however often',
  { timeout: 120_000 },
  async () => {
    const before = await run('demo', []);
    expect(before).toMatchObject({ code: 0, output: expect.stringContaining('No history is imported yet') });
    await run('import', [archive()]);
    const first = await run('demo');
    const { password } = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as { password: string };
    expect(first.output).toContain(`alice, bob, carol. The password of each: ${password}`);
    expect(first.output).toContain('talk');
    const state = () =>
      pool.query(
        `SELECT u.username, s.title, m.visible_from::int AS from, s.head_seq::int AS head
         FROM session_member m JOIN session s USING (session_id) JOIN "user" u ON u.id = m.user_id
        WHERE u.username IN ('alice', 'bob', 'carol') AND m.until_seq IS NULL
        ORDER BY s.kind DESC, s.title, s.session_id, u.username`,
      );
    const { rows } = await state();
    expect(rows.filter(({ title }) => title === 'talk')).toEqual(
      ['alice', 'bob', 'carol'].map((username) => ({ username, title: 'talk', from: 1, head: MESSAGES + 2 })),
    );
    expect(rows).toHaveLength(3 + 3 + 2 + 2);
    expect((await run('demo')).code).toBe(0);
    expect((await state()).rows).toEqual(rows);

    const prisma = createPrisma(pool);
    const accounts = await prisma.account.findMany({ select: { password: true } });
    expect(accounts).toHaveLength(3); // nobody who was imported has one
    expect(await passwords.verify({ hash: accounts[0]?.password ?? '', password })).toBe(true);
    expect(await prisma.login.count()).toBe(0);
  },
);

test(
  'the demo leaves a stranger of its names alone, and keeps out of production unless told',
  { timeout: 120_000 },
  async () => {
    await run('demo');
    rmSync(join(folder, 'demo.json'));
    const stranger = await run('demo');
    expect(stranger).toMatchObject({ code: 1, output: expect.stringMatching(/^tidemark: there is a user "alice"/) });
    const production = await run('demo', [], { NODE_ENV: 'production' });
    expect(production).toMatchObject({ code: 1, output: expect.stringContaining('--yes') });
  },
);

test('a purge by hand says what it dropped, and does not run beside another', { timeout: 120_000 }, async () => {
  await pool.query(
    `CREATE TABLE sync_partition.old PARTITION OF sync_entry FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-01-02 00:00+00')`,
  );
  const first = await run('purge', [], { SYNC_RETENTION: '12h' });
  expect(first).toMatchObject({ code: 0, output: expect.stringContaining('dropped sync_partition.old\n') });
  expect(first.output).toContain('1 partitions with about 0 entries dropped');
  expect((await run('purge')).output).toContain('0 partitions with about 0 entries dropped');
  const held = await pool.query('SELECT pg_advisory_lock(5411205)');
  expect(held.rowCount).toBe(1);
  expect(await run('purge')).toMatchObject({ code: 1, output: expect.stringContaining('another purge is under way') });
});

test(
  'session:mode decides for one session, and switches what a new threshold makes due; epoch:bump begins another life',
  { timeout: 120_000 },
  async () => {
    expect((await start('demo').ended).code).toBe(0);
    const { rows } = await pool.query<{ id: string; count: number }>(
      'SELECT session_id AS id, member_count AS count FROM session ORDER BY member_count DESC LIMIT 1',
    );
    const id = rows[0]?.id ?? '';
    expect((await start('session-mode').ended).output).toContain('0 sessions; all others');
    expect((await start('session-mode', [id, 'pull']).ended).output).toContain(`${id} is in pull mode.`);
    expect((await start('session-mode').ended).output).toMatch(/members {2}pull, decided: pull/);
    expect((await start('session-mode', [id, 'auto']).ended).output).toContain('is in push mode, by the number');
    const due = await start('session-mode', ['due'], { PULL_THRESHOLD: '1' }).ended;
    expect(due.output).toMatch(/^[1-9]\d* sessions switched\.$/m);
    expect(await start('session-mode', [id, 'sideways']).ended).toMatchObject({ code: 1 });

    const epoch = async () => (await pool.query<{ epoch: string }>('SELECT epoch FROM timeline_epoch')).rows[0]?.epoch;
    const before = await epoch();
    expect((await start('epoch-bump').ended).output).toContain('another life');
    expect(await epoch()).not.toBe(before);
  },
);

test(
  'RT-10, RT-11: session:retention lists, decides, lets messages expire, and says in one line what it cannot',
  { timeout: 120_000 },
  async () => {
    expect(await run('import', [archive()])).toMatchObject({ code: 0 });
    const { rows } = await pool.query<{ id: string; head: number }>(
      `SELECT session_id AS id, head_seq::int AS head FROM session WHERE title = 'talk'`,
    );
    const [{ id, head }] = rows as [{ id: string; head: number }];
    const retention = (...args: readonly string[]) => run('session-retention', args);
    const texts = async () => (await storedLines()).filter((text) => text !== null);
    expect((await retention()).output).toBe('0 sessions; the messages of all others are kept for ever.\n');

    // three messages are of today
    await pool.query(
      `UPDATE session_entry SET created_at = CASE WHEN seq > $2 THEN now() ELSE now() - interval '2 days' END
        WHERE session_id = $1`,
      [id, head - 3],
    );
    const decided = await retention(id.toUpperCase(), '1d');
    expect(decided).toMatchObject({ code: 0, output: expect.stringContaining('keeps its messages for 1d.') });
    expect(await texts()).toHaveLength(MESSAGES);
    expect(await retention('run')).toMatchObject({
      code: 0,
      output: `${head - 3} entries of 1 sessions have expired, ${head - 3} rows were emptied.\n`,
    });
    expect(await texts()).toEqual(lines.slice(-3));
    expect((await retention()).output).toContain(
      `${id}  kept for 1d  ${head - 3} entries have expired  talk\n1 sessions`,
    );
    expect((await retention(id, 'off')).output).toContain('keeps its messages from now on');
    expect(await texts()).toEqual(lines.slice(-3));

    const nobody = '00000000-0000-7000-8000-000000000000';
    expect(await retention(nobody, '1d')).toEqual({ code: 1, output: `tidemark: there is no session ${nobody}.\n` });
    const usage = 'tidemark: use: npm run session:retention [-- run | -- SESSION-ID 30d|12h|90m|20s|off]\n';
    const wrong = [
      [id, '0d'],
      ['talk', '1d'],
      ['run', 'now'],
      [id, '1d', 'please'],
    ];
    const answers = await Promise.all(wrong.map((args) => retention(...args)));
    expect(answers).toEqual(wrong.map(() => ({ code: 1, output: usage })));

    await pool.query('SELECT pg_advisory_lock(5411206)');
    const busy = 'tidemark: messages are expiring elsewhere; nothing was done.\n';
    expect(await retention('run')).toEqual({ code: 1, output: busy });
  },
);
