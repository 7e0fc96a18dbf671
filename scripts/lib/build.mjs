import { inRoot } from './root.mjs';
import { run } from './processes.mjs';
import { Stop } from './stop.mjs';

/**
 * Runs turbo tasks; what has not changed since the last time is taken from its cache.
 * @param {string} task
 * @param {readonly string[]} options
 */
export async function turbo(task, ...options) {
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const args = ['run', task, ...options, '--output-logs=errors-only', '--log-order=grouped'];
  const code = await run(inRoot('node_modules/.bin/turbo'), args, { env });
  if (code !== 0) throw new Stop(`turbo run ${task} failed; the lines above say why.`);
}
