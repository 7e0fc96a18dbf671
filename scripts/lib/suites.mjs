import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './processes.mjs';
import { inRoot } from './root.mjs';
import { browserTestFiles, unitTestFiles } from './test-files.mjs';
import { playwrightTotals, vitestTotals } from './totals.mjs';

/** What the tests decide for themselves, whatever the shell they are started from has set. */
const NOT_INHERITED = [
  'DATABASE_URL',
  'REDIS_URL',
  'DATA_DIR',
  'PORT',
  'HOST',
  'APP_ORIGIN',
  'LOG_LEVEL',
  'NODE_ENV',
  'FORCE_COLOR',
];

function testEnv() {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  for (const name of NOT_INHERITED) delete env[name];
  return env;
}

/**
 * @template T
 * @param {(file: string) => Promise<number>} execute runs a suite that writes its report to `file`
 * @returns {Promise<{ exitCode: number, report: T | null }>}
 */
async function reporting(execute) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tidemark-test-'));
  const file = path.join(folder, 'report.json');
  try {
    const exitCode = await execute(file);
    return { exitCode, report: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Everything that vitest runs: units, properties, the simulation, real PostgreSQL, real sockets.
 * @param {readonly string[]} [args] handed on to vitest; with some, not every file has to report
 */
export async function runUnitSuites(args = []) {
  const { exitCode, report } = await reporting((file) =>
    run(
      inRoot('node_modules/.bin/vitest'),
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args],
      { env: testEnv() },
    ),
  );
  return vitestTotals({ report, exitCode, expectedFiles: args.length > 0 ? [] : unitTestFiles() });
}

/**
 * The browser suite against the built product.
 * @param {string} browser path of the browser
 * @param {readonly string[]} [args] handed on to Playwright; with some, not every file has to report
 */
export async function runBrowserSuite(browser, args = []) {
  const { exitCode, report } = await reporting((file) =>
    run(
      inRoot('node_modules/.bin/playwright'),
      ['test', '--config=e2e/playwright.config.ts', '--reporter=list,json', ...args],
      { env: { ...testEnv(), CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: file } },
    ),
  );
  return playwrightTotals({ report, exitCode, expectedFiles: args.length > 0 ? [] : browserTestFiles() });
}
