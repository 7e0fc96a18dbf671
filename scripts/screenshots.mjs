// `npm run screenshots [-- --out FOLDER] [-- --only PART]`: pictures of every screen and state, light and dark, wide and
// narrow, of the built product with data of its own. The same texts, names and times every time.
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
  await import(inRoot('e2e', 'screenshots', 'take.ts'));
  return Number(process.exitCode ?? 0);
});
