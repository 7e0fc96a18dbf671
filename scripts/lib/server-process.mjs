import { isRunning, npmProcess } from './npm-process.mjs';
import { ended, signalGroup, start } from './processes.mjs';

/** A second signal within this time is the same one, told twice: by the terminal and by npm. */
const SAME_SIGNAL_MS = 400;
const NPM_CHECK_MS = 250;

/**
 * Starts the server in a process of its own that ends when this one is gone, however that came about.
 * @param {{ mode: 'production' | 'development' }} options
 */
export function startServer({ mode }) {
  return start(
    process.execPath,
    ['--import', './scripts/lib/follow-parent.mjs', '--import', 'tsx', 'apps/server/src/main.ts'],
    {
      env: { ...process.env, NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
}

/**
 * Calls `stop` once for each time that the user, the system or the end of npm asks to stop.
 * @param {(signal: NodeJS.Signals) => void} stop
 */
export function onStopAsked(stop) {
  let last = -Infinity;
  /** @param {NodeJS.Signals} signal */
  const ask = (signal) => {
    const now = performance.now();
    if (now - last < SAME_SIGNAL_MS) return;
    last = now;
    stop(signal);
  };
  process.on('SIGINT', () => ask('SIGINT'));
  process.on('SIGTERM', () => ask('SIGTERM'));
  process.on('SIGHUP', () => ask('SIGTERM'));
  const starter = npmProcess();
  if (starter === null) return;
  const watch = setInterval(() => {
    if (isRunning(starter)) return;
    clearInterval(watch);
    ask('SIGTERM');
  }, NPM_CHECK_MS);
  watch.unref();
}

/**
 * Runs the built server until it ends; signals are handed on, a second one included (which forces the end).
 * @returns {Promise<number>} its exit code
 */
export async function serve() {
  const child = startServer({ mode: 'production' });
  let asked = false;
  onStopAsked((signal) => {
    asked = true;
    // The server alone: it ends what it has started itself, in its own order.
    child.kill(signal);
  });
  const code = await ended(child);
  signalGroup(child, 'SIGTERM');
  return asked && code === 1 && child.signalCode !== null ? 0 : code;
}
