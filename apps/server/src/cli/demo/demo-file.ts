import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CommandError } from '../shared/command.ts';

const schema = z.object({ password: z.string().min(8) });

/** The one password of the demo accounts: made once and kept in the data folder, readable by its owner only. */
export function demoPassword(
  dataDir: string,
  random: Uint8Array = randomBytes(12),
): { password: string; file: string } {
  const file = join(dataDir, 'demo.json');
  mkdirSync(dataDir, { recursive: true });
  const fresh = { password: Buffer.from(random).toString('base64url') };
  try {
    writeFileSync(file, `${JSON.stringify(fresh)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return { password: read(file), file };
}

function read(file: string): string {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8'))).password;
  } catch {
    throw new CommandError(`${file} is damaged: remove it to get a new password, after removing the demo accounts.`);
  }
}
