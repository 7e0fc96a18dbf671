import { spawnSync } from 'node:child_process';

/** The operating system account that the server runs under; empty = the one we run as. */
export type Account = { readonly uid?: number; readonly gid?: number };

/**
 * PostgreSQL refuses to run as root. As root, this picks an account that every Debian or Alpine system has; for an
 * ordinary user it answers the empty account.
 */
export function pickAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== null && gid !== null && uid > 0) return { uid, gid };
  }
  return {};
}

/** True when the account may pass through (a folder) or execute (a file) that path. */
export function canReach(path: string, account: Account): boolean {
  return account.uid === undefined || spawnSync('test', ['-x', path], { ...account, cwd: '/' }).status === 0;
}

function idOf(flag: '-u' | '-g', name: string): number | null {
  const answer = spawnSync('id', [flag, name], { encoding: 'utf8' });
  const id = Number.parseInt(answer.stdout ?? '', 10);
  return answer.status === 0 && Number.isSafeInteger(id) ? id : null;
}
