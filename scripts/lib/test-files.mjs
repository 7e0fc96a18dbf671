import { readdirSync } from 'node:fs';
import { inRoot } from './root.mjs';

const PASSED_OVER = new Set([
  'node_modules',
  '.next',
  '.turbo',
  'dist',
  'generated',
  'test-results',
  'playwright-report',
]);

/**
 * @param {string} folder absolute
 * @param {RegExp} pattern of file names
 * @returns {string[]} absolute paths, sorted
 */
export function findFiles(folder, pattern) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const full = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : findFiles(full, pattern);
      return pattern.test(entry.name) ? [full] : [];
    })
    .toSorted();
}

/** All files that vitest has to report on. */
export const unitTestFiles = () =>
  ['packages', 'apps', 'scripts'].flatMap((folder) => findFiles(inRoot(folder), /\.test\.(ts|tsx|mjs)$/));

/** All files that Playwright has to report on. */
export const browserTestFiles = () => findFiles(inRoot('e2e'), /\.spec\.ts$/);
