import { ensureBrowser } from './browser.mjs';
import { turbo } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { requireNode } from './node-version.mjs';
import { inRoot } from './root.mjs';
import { runMain } from './stop.mjs';

/**
 * Runs a program of the e2e folder in this process, with the product built and a browser at CHROMIUM_PATH.
 * @param {...string} file its path within that folder
 */
export async function runBrowserProgram(...file) {
  await runMain(async () => {
    requireNode();
    await ensureDependencies();
    process.env['CHROMIUM_PATH'] = await ensureBrowser();
    await turbo('build');
    const { register } = await import('tsx/esm/api');
    register();
    await import(inRoot('e2e', ...file));
    return Number(process.exitCode ?? 0);
  });
}
