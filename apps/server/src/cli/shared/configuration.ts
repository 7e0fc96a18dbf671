import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readEnv, REPOSITORY, type Env } from '../../env.ts';

/** The configuration as the server itself reads it: the environment, then the checkout's `.env`. @throws EnvError */
export function readConfiguration(): Env {
  const file = join(REPOSITORY, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return readEnv(process.env);
}
