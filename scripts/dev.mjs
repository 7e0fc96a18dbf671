// `npm run dev`: Next reloads what the browser runs; the server is started again when what it runs has changed.
import { loadEnvFile, readAddress } from './lib/address.mjs';
import { turbo } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireDataFolder, requireWritableCheckout } from './lib/folder.mjs';
import { requireNode } from './lib/node-version.mjs';
import { requireFreePort } from './lib/port.mjs';
import { stopTogether } from './lib/processes.mjs';
import { serveAndReload } from './lib/reload.mjs';
import { runMain } from './lib/stop.mjs';

await runMain(async () => {
  requireNode();
  loadEnvFile();
  requireWritableCheckout();
  if (!process.env.DATABASE_URL) requireDataFolder(process.env.DATA_DIR || '.data');
  await requireFreePort(readAddress(process.env));
  const preparation = stopTogether();
  await ensureDependencies();
  await turbo('generate');
  preparation.release();
  return serveAndReload();
});
