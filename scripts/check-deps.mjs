// `npm run check:deps`: the directions of .dependency-cruiser.cjs, and that every workspace was really looked at
// (a tool that cannot read the sources finds nothing to object to).
import { spawnSync } from 'node:child_process';
import { ROOT, inRoot } from './lib/root.mjs';
import { Stop, runMain } from './lib/stop.mjs';

/** Fewer source files than these mean that the tool has not seen the workspace. */
const AT_LEAST = {
  'packages/timeline/src/': 10,
  'packages/protocol/src/': 5,
  'packages/db/src/': 10,
  'packages/slack-export/src/': 3,
  'packages/sync-client/src/': 10,
  'packages/faults/src/': 5,
  'apps/server/src/': 20,
  'apps/web/src/': 20,
};

/** @typedef {{ source: string, dependencies: readonly { resolved: string }[] }} Module */

await runMain(async () => {
  const tool = inRoot('node_modules/.bin/depcruise');
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages', 'apps'];
  const run = spawnSync(tool, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  if (!run.stdout) throw new Stop(`dependency-cruiser gave no answer: ${run.error?.message ?? run.stderr}`);
  /** @type {{ modules: readonly Module[], summary: { violations: readonly { from: string, to: string, rule: { name: string } }[] } }} */
  const { modules, summary } = JSON.parse(run.stdout);
  for (const { from, to, rule } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
  let unseen = 0;
  for (const [folder, least] of Object.entries(AT_LEAST)) {
    const inside = modules.filter(({ source }) => source.startsWith(folder));
    const resolved = inside.some(({ dependencies }) => dependencies.length > 0);
    if (inside.length >= least && resolved) continue;
    unseen += 1;
    console.error(`${folder}: ${inside.length} modules were seen, at least ${least} were expected`);
  }
  console.log(`${modules.length} modules checked, ${summary.violations.length} wrong directions`);
  return summary.violations.length + unseen === 0 ? 0 : 1;
});
