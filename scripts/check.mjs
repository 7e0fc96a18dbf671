// `npm run check`: everything that is checked without running the product; each check runs, whatever came before.
import { turbo } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { run, stopTogether } from './lib/processes.mjs';
import { runMain } from './lib/stop.mjs';

const CHECKS = ['format:check', 'lint', 'typecheck', 'check:deps', 'check:unused'];

await runMain(async () => {
  requireNode();
  stopTogether();
  await ensureDependencies();
  await turbo('generate');
  const failed = [];
  for (const name of CHECKS) {
    console.log(`\n── ${name}`);
    const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' };
    if ((await run('npm', ['run', '--silent', name], { env })) !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? '\nAll checks passed' : `\nFailed checks: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});
