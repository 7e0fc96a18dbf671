import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../src/embedded.ts';

const SETTINGS = ['fsync=off', 'shared_buffers=16MB'];

let running: EmbeddedPostgres[] = [];
let folders: string[] = [];
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  running = [];
  folders = [];
});

/** A folder whose cluster was made and stopped once; tests work on copies of it. */
let made: string;
beforeAll(async () => {
  made = mkdtempSync(path.join(tmpdir(), 'tidemark-embedded-'));
  chmodSync(made, 0o711); // as root, the server runs under an account that must get there
  await (await startEmbeddedPostgres({ dataDir: made, settings: SETTINGS })).stop();
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

function newFolder(): string {
  const folder = `${made}-${folders.length}`;
  execFileSync('cp', ['-a', made, folder]);
  folders.push(folder);
  return folder;
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, settings: SETTINGS });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded server', () => {
  test('keeps its data over a stop and a start, and two run side by side', async () => {
    const [here, there] = [newFolder(), newFolder()];
    const [first, other] = await Promise.all([start(here), start(there)]);
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    expect(await query(other.url, "SELECT to_regclass('kept') AS kept")).toEqual([{ kept: null }]);
    await first.stop();
    await first.stop();
    const again = await start(here);
    expect(again.pid).not.toBe(first.pid);
    expect(await query(again.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('two starts at once on one folder share one server', async () => {
    const folder = newFolder();
    const [one, two] = await Promise.all([start(folder), start(folder)]);
    expect(one.pid).toBe(two.pid);
  });

  test('a server left running by a killed process is taken over', async () => {
    const folder = newFolder();
    const script = `
      const { startEmbeddedPostgres } = await import(${JSON.stringify(path.join(import.meta.dirname, '../src/embedded.ts'))});
      const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(folder)}, settings: ${JSON.stringify(SETTINGS)} });
      console.log(server.pid);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: path.join(import.meta.dirname, '..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    await once(child, 'exit');
    const server = await start(folder);
    expect(server.pid).toBe(Number(line.toString()));
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a killed server is recovered with what was committed', async () => {
    const folder = newFolder();
    const first = await start(folder);
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(first.pid, 'SIGKILL');
    const again = await start(folder);
    expect(again.pid).not.toBe(first.pid);
    expect(await query(again.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  test('says in one line what to do about a folder of another version, lost secrets, a folder that cannot be made', async () => {
    const folder = newFolder();
    const versionFile = path.join(folder, 'postgres/cluster/PG_VERSION');
    const version = readFileSync(versionFile, 'utf8');
    writeFileSync(versionFile, '12\n');
    await expect(start(folder)).rejects.toThrow(/made by PostgreSQL 12 and this is PostgreSQL \d+: .*DATA_DIR/);
    writeFileSync(versionFile, version);
    rmSync(path.join(folder, 'postgres/server.json'));
    await expect(start(folder)).rejects.toThrow(/server\.json is missing or damaged.*DATA_DIR/);
    const file = path.join(newFolder(), 'a-file');
    writeFileSync(file, '');
    await expect(start(path.join(file, 'below'))).rejects.toThrow(/cannot be written.*DATA_DIR/);
  });

  test('a start that was cut off while the cluster was made leaves nothing in the way', async () => {
    const folder = newFolder();
    const cluster = path.join(folder, 'postgres/cluster');
    const half = `${cluster}.new`;
    rmSync(path.join(cluster, 'global'), { recursive: true });
    renameSync(cluster, half);
    const server = await start(folder);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(existsSync(half)).toBe(false);
  });
});
