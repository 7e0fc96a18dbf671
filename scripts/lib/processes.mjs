import { spawn } from 'node:child_process';
import { ROOT } from './root.mjs';

/**
 * Every child runs in a process group of its own, so that ending one ends all that it has started; groups that
 * are still alive when this process is told to stop, or ends, are ended with it.
 * @type {Set<import('node:child_process').ChildProcess>}
 */
const running = new Set();

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(child, signal) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options, detached: true });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} its exit code; 1 when it was ended by a signal or could not be started
 */
export function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`tidemark: ${child.spawnfile} could not be started: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs a command to its end, output shown as it comes.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export const run = (command, args, options) => ended(start(command, args, options));

/**
 * Until it is released: a signal to stop ends every child, then this process.
 * For stretches whose children need no farewell of their own.
 * @returns {{ release: () => void }}
 */
export function stopTogether() {
  let asked = false;
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    if (asked) return; // npm and the terminal both tell it
    asked = true;
    for (const child of running) signalGroup(child, 'SIGTERM');
    const force = setTimeout(killAll, 5_000);
    void Promise.all([...running].map(ended)).then(() => {
      clearTimeout(force);
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  };
  /** @type {readonly NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  process.on('exit', killAll);
  return {
    release() {
      for (const signal of signals) process.off(signal, stop);
      process.off('exit', killAll);
    },
  };
}

function killAll() {
  for (const child of running) signalGroup(child, 'SIGKILL');
}
