import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './root.ts';
import type { Person } from './api.ts';
import type { ServerPlace } from './test-server.ts';

/** Runs one of the server's commands beside a running server, on its data. Returns what it printed. */
export async function runCommand(
  place: ServerPlace,
  name: 'import' | 'demo' | 'session-retention',
  args: readonly string[] = [],
): Promise<string> {
  const { DATABASE_URL: _url, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', `apps/server/src/cli/${name}.ts`, ...args],
    { cwd: ROOT, env: { ...env, DATA_DIR: place.dataDir, PORT: String(place.port) } },
  );
  return stdout;
}

/** The password of the accounts that `demo` makes on a server. */
export function demoPerson({ dataDir }: ServerPlace, username: string): Omit<Person, 'userId'> {
  const { password } = JSON.parse(readFileSync(path.join(dataDir, 'demo.json'), 'utf8')) as { password: string };
  return { username, password };
}
