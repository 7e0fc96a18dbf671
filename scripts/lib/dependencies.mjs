import { statSync } from 'node:fs';
import { inRoot } from './root.mjs';
import { run } from './processes.mjs';
import { Stop } from './stop.mjs';

/** @param {string} file */
function modifiedAt(file) {
  return statSync(inRoot(file), { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/**
 * @param {number | null} installed when the installed tree was written, null when there is none
 * @param {number | null} locked when the lock file was written
 */
export function isInstallNeeded(installed, locked) {
  return installed === null || (locked !== null && locked > installed);
}

/** Installs exactly what the lock file names, when it is not there yet. Install scripts are not run: none is needed. */
export async function ensureDependencies() {
  if (!isInstallNeeded(modifiedAt('node_modules/.package-lock.json'), modifiedAt('package-lock.json'))) return;
  console.log('Installing dependencies (once; about half a minute) …');
  const code = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0)
    throw new Stop(
      'Installing the dependencies failed; the lines above say why. Check the network and the disk, then try again.',
    );
}
