import { existsSync, watch } from 'node:fs';
import { turbo } from './build.mjs';
import { ended } from './processes.mjs';
import { inRoot } from './root.mjs';
import { onStopAsked, startServer } from './server-process.mjs';

/** What the server process runs; the rest belongs to the browser and is reloaded by Next. */
const WATCHED = [
  'apps/server/src',
  'packages/db/src',
  'packages/protocol/src',
  'packages/slack-export/src',
  'packages/timeline/src',
  'prisma',
];
const SETTLE_MS = 150;

/**
 * @param {string} file relative to a watched folder
 * @returns {boolean} whether a change of it asks for a new server
 */
export function isServerFile(file) {
  return /\.(ts|json|sql|prisma)$/.test(file) && !/(^|[\\/])generated[\\/]|\.test\.ts$/.test(file);
}

/**
 * Runs the development server until it is asked to stop. One that crashes is started again at the next change.
 * @returns {Promise<number>} the exit code
 */
export async function serveAndReload() {
  let stopping = false;
  let changed = () => {};
  let woken = () => {};
  /** @type {NodeJS.Timeout | undefined} */
  let settle;
  let schemaChanged = false;
  const watchers = WATCHED.filter((folder) => existsSync(inRoot(folder))).map((folder) =>
    watch(inRoot(folder), { recursive: true }, (_event, file) => {
      if (file === null || !isServerFile(file)) return;
      schemaChanged ||= file.endsWith('.prisma');
      clearTimeout(settle);
      settle = setTimeout(() => changed(), SETTLE_MS);
    }),
  );
  let child = startServer({ mode: 'development' });
  onStopAsked((signal) => {
    stopping = true;
    child.kill(signal);
    woken();
  });
  for (;;) {
    const change = new Promise((resolve) => {
      changed = () => resolve('changed');
    });
    const stop = new Promise((resolve) => {
      woken = () => resolve('stop');
    });
    const end = ended(child);
    const first = await Promise.race([change, stop, end]);
    if (first === 'changed') child.kill('SIGTERM');
    else if (!stopping) {
      console.log('The server has ended; it is started again when a file changes.');
      await Promise.race([change, stop]);
    }
    await end;
    if (stopping) break;
    console.log('Changed: starting the server again …');
    if (schemaChanged) await turbo('generate');
    schemaChanged = false;
    child = startServer({ mode: 'development' });
  }
  clearTimeout(settle);
  for (const watcher of watchers) watcher.close();
  return 0;
}
