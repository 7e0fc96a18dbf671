import { existsSync } from 'node:fs';
import { run } from './processes.mjs';
import { isExecutable, placesOf } from './programs.mjs';
import { Stop } from './stop.mjs';

/**
 * @param {Readonly<Record<string, string | undefined>>} [env]
 * @returns {string | null} the path of a Redis server: REDIS_SERVER_PATH, or the first on the PATH
 */
export function findRedis(env = process.env) {
  if (env.REDIS_SERVER_PATH) {
    if (isExecutable(env.REDIS_SERVER_PATH)) return env.REDIS_SERVER_PATH;
    throw new Stop(`REDIS_SERVER_PATH is ${env.REDIS_SERVER_PATH}, which is no program that can be run.`);
  }
  return placesOf('redis-server', env.PATH).find(isExecutable) ?? null;
}

/** Sees to it that there is a Redis for the tests, which start it themselves; on Debian, as root, installs one. */
export async function ensureRedis() {
  if (findRedis() !== null) return;
  const advice = 'Install it (Debian: sudo apt-get install redis-server), or set REDIS_SERVER_PATH.';
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Stop(`The tests need Redis. ${advice}`);
  console.log('Installing Redis (once) …');
  // a service that the package wants to start would take the port of another one
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'redis-server'], { env });
  if (findRedis() === null) throw new Stop(`Redis could not be installed; the lines above say why. ${advice}`);
}
