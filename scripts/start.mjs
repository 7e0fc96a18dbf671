// `npm start`: from a clean clone to a running Tidemark. Only Node's own modules until the dependencies are there.
import { loadEnvFile, readAddress } from './lib/address.mjs';
import { turbo } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireDataFolder, requireWritableCheckout } from './lib/folder.mjs';
import { requireNode } from './lib/node-version.mjs';
import { requireFreePort } from './lib/port.mjs';
import { stopTogether } from './lib/processes.mjs';
import { serve } from './lib/server-process.mjs';
import { runMain } from './lib/stop.mjs';

await runMain(async () => {
  requireNode();
  loadEnvFile();
  requireWritableCheckout();
  if (!process.env.DATABASE_URL) requireDataFolder(process.env.DATA_DIR || '.data');
  const address = readAddress(process.env);
  await requireFreePort(address);
  const preparation = stopTogether();
  await ensureDependencies();
  await turbo('build');
  preparation.release();
  return serve();
});
