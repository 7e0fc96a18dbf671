import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { codeOf, EmbeddedPostgresError, messageOf } from './error.ts';
import { serverEnvironment, type Folder } from './folder.ts';

const POLL_MS = 25;
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;

/** Fit for a machine shared with the application; durability is left at its safe defaults. */
const SETTINGS: readonly string[] = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=120',
  'shared_buffers=128MB',
  'max_wal_size=1GB',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_line_prefix=%m [%p] ',
];

/** A postmaster, ours or one left behind by a process that was killed. */
export type Running = { readonly pid: number; readonly port: number };

/** What the cluster's pid file says; null when there is none or it is not whole yet. */
export function readPidFile(folder: Folder): Running | null {
  try {
    const lines = readFileSync(folder.pidFile, 'utf8').split('\n');
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    return pid > 0 && port > 0 ? { pid, port } : null;
  } catch {
    return null;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

export type Launched = { readonly child: ChildProcess; readonly logStart: number };

/** Starts the postmaster apart from us, so that neither Ctrl-C nor our death ends it half-way through a commit. */
export function launch(
  folder: Folder,
  binaries: Binaries,
  account: Account,
  port: number,
  extra: readonly string[],
): Launched {
  const log = openSync(folder.log, 'a', 0o600);
  const logStart = statSync(folder.log).size;
  const settings = [...SETTINGS, ...extra].flatMap((setting) => ['-c', setting]);
  const child = spawn(binaries.postgres, ['-D', folder.cluster, '-p', String(port), ...settings], {
    ...account,
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', log, log],
    detached: true,
  });
  child.on('error', () => undefined); // told by exitCode and the log
  child.unref();
  closeSync(log);
  return { child, logStart };
}

/** The first reason that the server gave since `logStart`, without its time stamp. */
export function failureIn(folder: Folder, logStart: number): string {
  const lines = readFileSync(folder.log).subarray(logStart).toString('utf8').split('\n');
  const fatal = lines.find((line) => /FATAL|PANIC|could not|error while loading/.test(line));
  return fatal?.replace(/^.*?(FATAL|PANIC|LOG|WARNING):\s*/, '').trim() ?? '';
}

/**
 * Waits until the server lets us in: it may still be recovering.
 * @returns false when `gone()` says that it ended first
 * @throws EmbeddedPostgresError when it refuses us, or takes longer than a minute
 */
export async function waitUntilReady(url: string, folder: Folder, gone: () => boolean): Promise<boolean> {
  const deadline = performance.now() + READY_LIMIT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      await client.end();
      return true;
    } catch (error) {
      if (codeOf(error) === '28P01') {
        throw new EmbeddedPostgresError(
          `PostgreSQL in ${folder.root} does not take the password in its server.json: restore that file.`,
        );
      }
      if (gone()) return false;
      if (performance.now() > deadline) {
        throw new EmbeddedPostgresError(
          `PostgreSQL did not come up within a minute (${messageOf(error)}): see ${folder.log}`,
        );
      }
    }
    await sleep(POLL_MS);
  }
}

/** Fast shutdown: open transactions are rolled back, what is committed is flushed. */
export async function shutDown(folder: Folder, pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = performance.now() + STOP_LIMIT_MS;
    while (performance.now() < deadline) {
      if (!existsSync(folder.pidFile) || readPidFile(folder)?.pid !== pid || !isAlive(pid)) return;
      await sleep(POLL_MS);
    }
  }
}
