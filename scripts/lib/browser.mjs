import { existsSync } from 'node:fs';
import { run } from './processes.mjs';
import { isExecutable, placesOf } from './programs.mjs';
import { Stop } from './stop.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * @param {Readonly<Record<string, string | undefined>>} [env]
 * @returns {string | null} the path of a Chromium or Chrome: CHROMIUM_PATH, or the first on the PATH
 */
export function findBrowser(env = process.env) {
  if (env.CHROMIUM_PATH) {
    if (isExecutable(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new Stop(`CHROMIUM_PATH is ${env.CHROMIUM_PATH}, which is no program that can be run.`);
  }
  const candidates = NAMES.flatMap((name) => placesOf(name, env.PATH));
  return [...candidates, ...PLACES].find(isExecutable) ?? null;
}

/**
 * Finds a browser for the tests; on Debian, as root, installs one when there is none.
 * @returns {Promise<string>} its path
 */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found !== null) return found;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Stop(
      'The browser tests need Chromium or Chrome. Install one (Debian: sudo apt-get install chromium), or set CHROMIUM_PATH.',
    );
  }
  console.log('Installing Chromium (once) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env });
  const installed = findBrowser();
  if (installed === null)
    throw new Stop(
      'Chromium could not be installed; the lines above say why. Install it by hand, or set CHROMIUM_PATH.',
    );
  return installed;
}
