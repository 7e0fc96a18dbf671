import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { canReach, type Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, messageOf } from './error.ts';

/** Where one embedded server keeps its things. */
export type Folder = {
  readonly root: string;
  readonly cluster: string;
  readonly log: string;
  readonly pidFile: string;
};

/** What must be known to reach the server; kept beside the cluster, readable by its owner only. */
export type Secrets = { readonly password: string; readonly port: number | null };

const LOG_LIMIT_BYTES = 10_000_000;

/**
 * Makes `<dataDir>/postgres`, owned by the account. Below a private home, where the account cannot go, the folder is
 * made in /var/tmp instead, under a name derived from the path.
 * @throws EmbeddedPostgresError when it cannot be written
 */
export function openFolder(dataDir: string, account: Account): Folder {
  let root = path.join(path.resolve(dataDir), 'postgres');
  try {
    mkdirSync(path.dirname(root), { recursive: true });
    if (!canReach(path.dirname(root), account)) {
      root = `/var/tmp/tidemark-data-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
    }
    mkdirSync(root, { recursive: true, mode: 0o700 });
    if (lstatSync(root).isSymbolicLink()) throw new Error('it is a link');
    if (account.uid !== undefined && account.gid !== undefined) chownSync(root, account.uid, account.gid);
    const probe = path.join(root, `probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The data folder ${root} cannot be written (${messageOf(error)}): give this account the right to, or set DATA_DIR to another folder.`,
    );
  }
  const log = path.join(root, 'postgres.log');
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(log, `${log}.1`);
  const cluster = path.join(root, 'cluster');
  return { root, cluster, log, pidFile: path.join(cluster, 'postmaster.pid') };
}

/**
 * The secrets of an existing cluster, or those of one that is made now. The cluster appears by a rename, so a start
 * that was cut off leaves nothing that looks whole.
 * @param sync whether a new cluster is forced to the disk before it counts as made
 * @throws EmbeddedPostgresError for a cluster of another major version, or one whose secrets are gone
 */
export function openCluster(folder: Folder, binaries: Binaries, account: Account, sync: boolean): Secrets {
  const versionFile = path.join(folder.cluster, 'PG_VERSION');
  if (!existsSync(versionFile)) return makeCluster(folder, binaries, account, sync);
  const major = readFileSync(versionFile, 'utf8').trim();
  if (major !== binaries.major) {
    throw new EmbeddedPostgresError(
      `The data folder ${folder.root} was made by PostgreSQL ${major} and this is PostgreSQL ${binaries.major}: start the release that made it and dump the data, or set DATA_DIR to another folder to begin anew.`,
    );
  }
  const secrets = readSecrets(folder);
  if (secrets) return secrets;
  throw new EmbeddedPostgresError(
    `${secretsFile(folder)} is missing or damaged, and with it the password of the database: restore that file, or set DATA_DIR to another folder to begin anew.`,
  );
}

export function writeSecrets(folder: Folder, secrets: Secrets): void {
  const half = `${secretsFile(folder)}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
  renameSync(half, secretsFile(folder));
}

function makeCluster(folder: Folder, binaries: Binaries, account: Account, sync: boolean): Secrets {
  const secrets: Secrets = { password: randomBytes(24).toString('base64url'), port: null };
  const half = `${folder.cluster}.new`;
  const passwordFile = path.join(folder.root, `password-${process.pid}`);
  rmSync(half, { recursive: true, force: true });
  try {
    writeFileSync(passwordFile, `${secrets.password}\n`, { mode: 0o600 });
    if (account.uid !== undefined && account.gid !== undefined) chownSync(passwordFile, account.uid, account.gid);
    execFileSync(
      binaries.initdb,
      [
        '-D',
        half,
        '-U',
        'tidemark',
        '-A',
        'scram-sha-256',
        '--pwfile',
        passwordFile,
        '-E',
        'UTF8',
        '--locale=C.UTF-8',
        ...(sync ? [] : ['--no-sync']),
      ],
      { ...account, cwd: '/', env: serverEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] },
    );
  } catch (error) {
    throw new EmbeddedPostgresError(`PostgreSQL could not set up ${folder.root}: ${initdbReason(error)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeSecrets(folder, secrets);
  rmSync(folder.cluster, { recursive: true, force: true });
  renameSync(half, folder.cluster);
  return secrets;
}

/** Only what a server needs: settings of the PG* family from outside must not reach it. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

function initdbReason(error: unknown): string {
  const stderr = error instanceof Object ? String(Reflect.get(error, 'stderr') ?? '') : '';
  return (
    stderr
      .split('\n')
      .find((line) => line.includes('error:'))
      ?.trim() ?? messageOf(error)
  );
}

function readSecrets(folder: Folder): Secrets | null {
  try {
    const found: unknown = JSON.parse(readFileSync(secretsFile(folder), 'utf8'));
    if (!(found instanceof Object)) return null;
    const password: unknown = Reflect.get(found, 'password');
    const port: unknown = Reflect.get(found, 'port');
    return typeof password === 'string' ? { password, port: typeof port === 'number' ? port : null } : null;
  } catch {
    return null;
  }
}

function secretsFile(folder: Folder): string {
  return path.join(folder.root, 'server.json');
}
