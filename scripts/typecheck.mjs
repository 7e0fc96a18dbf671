// `npm run typecheck`: every workspace, and these scripts.
import { turbo } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { run, stopTogether } from './lib/processes.mjs';
import { inRoot } from './lib/root.mjs';
import { runMain } from './lib/stop.mjs';

await runMain(async () => {
  stopTogether();
  await ensureDependencies();
  await turbo('typecheck', '--continue=always', '--concurrency=2');
  return run(inRoot('node_modules/.bin/tsc'), ['--noEmit', '-p', 'scripts']);
});
