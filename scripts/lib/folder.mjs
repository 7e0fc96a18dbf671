import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT, inRoot } from './root.mjs';
import { Stop } from './stop.mjs';

/** What a start writes to, inside the checkout. */
const WRITTEN = [
  '',
  'node_modules',
  '.turbo',
  'apps/web',
  'apps/web/.next',
  'packages/db/src',
  'packages/db/src/generated',
];

/**
 * @param {string} folder
 * @returns {string | null} the reason why nothing can be written there, or null
 */
export function whyNotWritable(folder) {
  try {
    if (!statSync(folder).isDirectory()) return 'is not a folder';
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    return code === 'EROFS' ? 'is on a read-only file system' : 'is not writable for this user';
  }
}

/** Stops with one line when the checkout cannot be built by this user. */
export function requireWritableCheckout() {
  for (const part of WRITTEN) {
    const folder = inRoot(part);
    const reason = existsSync(folder) ? whyNotWritable(folder) : null;
    if (reason !== null) {
      throw new Stop(
        `${folder} ${reason}. Clone the repository into a folder of your own, or run as the owner of ${ROOT}.`,
      );
    }
  }
}

/**
 * Stops with one line when the data folder can be neither used nor made.
 * @param {string} dataDir absolute or relative to the checkout
 */
export function requireDataFolder(dataDir) {
  const wanted = path.resolve(ROOT, dataDir);
  let folder = wanted;
  while (!existsSync(folder)) folder = path.dirname(folder);
  const reason = whyNotWritable(folder);
  if (reason !== null)
    throw new Stop(
      `The data folder ${wanted} cannot be used: ${folder} ${reason}. Set DATA_DIR to a folder of your own.`,
    );
}
