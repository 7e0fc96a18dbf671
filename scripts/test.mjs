// `npm test`: sets up what the tests need, runs every suite, and ends with one line: N passed, N failed.
// `npm run test:unit` and `npm run test:e2e` run one of the two halves and hand their arguments on; `npm run test:faults`
// runs the fault suite, a part of the first half, alone.
import { turbo } from './lib/build.mjs';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ensureRedis } from './lib/redis.mjs';
import { requireWritableCheckout } from './lib/folder.mjs';
import { requireNode } from './lib/node-version.mjs';
import { stopTogether } from './lib/processes.mjs';
import { Stop, runMain } from './lib/stop.mjs';
import { runBrowserSuite, runUnitSuites } from './lib/suites.mjs';
import { sum } from './lib/totals.mjs';

const [only = 'all', ...args] = process.argv.slice(2);

/**
 * @param {() => Promise<import('./lib/totals.mjs').Totals>} part
 * @returns {Promise<import('./lib/totals.mjs').Totals>} a part that cannot even begin has failed; the others still run
 */
async function attempt(part) {
  try {
    return await part();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { passed: 0, failed: 1, problems: [error.message] };
  }
}

/** @param {readonly string[]} chosen */
async function unit(chosen) {
  await ensureRedis();
  await turbo('generate');
  return runUnitSuites(chosen);
}

async function browser() {
  const path = await ensureBrowser();
  await turbo('build');
  return runBrowserSuite(path, args);
}

await runMain(async () => {
  if (!['all', 'unit', 'e2e', 'faults'].includes(only))
    throw new Stop(`There is no suite "${only}": use unit, e2e, faults or all.`);
  requireNode();
  requireWritableCheckout();
  stopTogether();
  await ensureDependencies();
  const parts = [];
  if (only === 'faults') parts.push(await attempt(() => unit(['--project', 'faults', ...args])));
  if (only === 'all' || only === 'unit') parts.push(await attempt(() => unit(args)));
  if (only === 'all' || only === 'e2e') parts.push(await attempt(browser));
  const { passed, failed, problems } = sum(parts);
  for (const problem of problems) console.log(`! ${problem}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
