import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pickAccount, type Account } from './embedded/account.ts';
import { findBinaries, type Binaries } from './embedded/binaries.ts';
import { codeOf, EmbeddedPostgresError } from './embedded/error.ts';
import { openCluster, openFolder, writeSecrets, type Folder, type Secrets } from './embedded/folder.ts';
import { freePort, isListening } from './embedded/ports.ts';
import { failureIn, isAlive, launch, readPidFile, shutDown, waitUntilReady, type Running } from './embedded/process.ts';

export { EmbeddedPostgresError } from './embedded/error.ts';

export type EmbeddedPostgresOptions = {
  /** The folder of this installation; the server keeps to `postgres` inside it. */
  readonly dataDir: string;
  /** Made when it does not exist. */
  readonly database?: string;
  /** Server settings beyond the usual ones, such as "fsync=off"; they count only where the server is started now. */
  readonly settings?: readonly string[];
  /** Told in one line what happens: started, found running, recovered. */
  readonly log?: (line: string) => void;
};

export type EmbeddedPostgres = {
  readonly url: string;
  /** The postmaster's process id. */
  readonly pid: number;
  /** Where the data and the log are: `<dataDir>/postgres`, or in /var/tmp when the server cannot get there. */
  readonly folder: string;
  /** Ends the server cleanly. Safe to call twice. */
  stop(): Promise<void>;
};

const START_ATTEMPTS = 40;
const ATTEMPT_PAUSE_MS = 250;

/**
 * A real PostgreSQL server from npm's binaries, with nothing to set up: makes the cluster on the first run, finds a
 * server that an earlier process left running, recovers one that was killed. Several with different folders run side
 * by side.
 * @throws EmbeddedPostgresError with one line that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const account = pickAccount();
  if (process.getuid?.() === 0 && account.uid === undefined) {
    throw new EmbeddedPostgresError(
      'PostgreSQL does not run as root and there is no account "postgres" or "nobody" to run it: start as another user, or set DATABASE_URL.',
    );
  }
  const binaries = await findBinaries(account);
  const folder = openFolder(options.dataDir, account);
  const settings = options.settings ?? [];
  const secrets = openCluster(folder, binaries, account, !settings.includes('fsync=off'));
  const running = (await adopt(folder, secrets)) ?? (await start(folder, secrets, binaries, account, settings));
  log(`PostgreSQL ${binaries.version} on port ${running.port}, data in ${folder.root}`);

  const database = options.database ?? 'tidemark';
  await makeDatabase(urlOf(secrets, running.port, 'postgres'), database);
  let stopping: Promise<void> | null = null;
  return {
    url: urlOf(secrets, running.port, database),
    pid: running.pid,
    folder: folder.root,
    stop: () => (stopping ??= shutDown(folder, running.pid)),
  };
}

/** A server that a killed process left running on this cluster; null when there is none. */
async function adopt(folder: Folder, secrets: Secrets): Promise<Running | null> {
  const found = readPidFile(folder);
  if (!found || !isAlive(found.pid) || !(await isListening(found.port))) return null;
  const gone = () => !isAlive(found.pid) || readPidFile(folder)?.pid !== found.pid;
  return (await waitUntilReady(urlOf(secrets, found.port, 'postgres'), folder, gone)) ? found : null;
}

async function start(
  folder: Folder,
  secrets: Secrets,
  binaries: Binaries,
  account: Account,
  settings: readonly string[],
): Promise<Running> {
  let port = secrets.port;
  for (let attempt = 1; ; attempt += 1) {
    if (port === null || (await isListening(port))) port = await freePort();
    writeSecrets(folder, { ...secrets, port });
    const { child, logStart } = launch(folder, binaries, account, port, settings);
    const gone = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    await waitUntilReady(urlOf(secrets, port, 'postgres'), folder, gone);
    // Ours, or that of another start at the same moment, which has won.
    const running = await adopt(folder, secrets);
    if (running) return running;
    const reason = failureIn(folder, logStart);
    // After a kill the old backends hold the shared memory for a moment; a port may be taken since we looked.
    const passing = /shared memory block|lock file|Address already in use|could not bind/.test(reason);
    if (!passing || attempt >= START_ATTEMPTS) {
      throw new EmbeddedPostgresError(`PostgreSQL did not start (${reason || 'no reason given'}): see ${folder.log}`);
    }
    await sleep(ATTEMPT_PAUSE_MS);
  }
}

async function makeDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  } catch (error) {
    if (codeOf(error) !== '42P04' && codeOf(error) !== '23505') throw error; // made by another start at the same time
  } finally {
    await client.end();
  }
}

function urlOf(secrets: Secrets, port: number, database: string): string {
  return `postgresql://tidemark:${secrets.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
