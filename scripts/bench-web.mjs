// `npm run bench:web [-- --big 100000] [-- --rounds 5]`: what the web client costs, in a real browser against the built
// product with data of its own. Prints a table; the figures of a machine are in docs/performance-web.md.
import { turbo } from './lib/build.mjs';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { inRoot } from './lib/root.mjs';
import { runMain } from './lib/stop.mjs';

await runMain(async () => {
  requireNode();
  await ensureDependencies();
  process.env['CHROMIUM_PATH'] = await ensureBrowser();
  await turbo('build');
  const { register } = await import('tsx/esm/api');
  register();
  await import(inRoot('e2e', 'bench', 'web.ts'));
  return 0;
});
