import { startApp, type App } from './app.ts';
import { systemClock } from './clock.ts';
import { readEnv } from './env.ts';
import { createLog, errorFields, type Log } from './log.ts';
import { onStopSignals } from './signals.ts';

/** Going down takes no longer than this once it is begun, in ms. */
const STOP_MS = 15_000;

/** Errors whose message says in one line what to do; anything else is a fault of ours and shows where. */
const EXPLAINED = new Set([
  'EnvError',
  'EmbeddedPostgresError',
  'DatabaseUrlError',
  'MigrationError',
  'PagesError',
  'DataFolderBusyError',
]);

async function main(): Promise<void> {
  const env = readEnv();
  const log = createLog(env.LOG_LEVEL);
  const starting = startApp(env, log);
  onStopSignals(
    () => void stop(starting, log, env.DRAIN_SECONDS * 1000 + STOP_MS),
    () => process.exit(1),
  );
  const app = await starting;
  process.stdout.write(`Tidemark is ready on ${app.url}\n`);
}

/** Ends everything in order; what hangs is left behind after a while. */
async function stop(starting: Promise<App>, log: Log, withinMs: number): Promise<void> {
  const cancel = systemClock.after(withinMs, () => process.exit(1));
  try {
    const app = await starting;
    await app.stop();
    cancel();
    process.exit(0);
  } catch (error) {
    log.error(errorFields(error), 'the server did not stop cleanly');
    process.exit(1);
  }
}

/** What a failed start tells its user. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? String(error.port) : '';
    return `Port ${port} is in use: stop what listens there, or choose another, such as PORT=${Number(port) + 1}.`;
  }
  if ('code' in error && error.code === 'EACCES' && 'port' in error) {
    return `Port ${String(error.port)} is not allowed for this account: choose one above 1023 with PORT.`;
  }
  if ('code' in error && error.code === 'EADDRNOTAVAIL') return 'HOST is not an address of this machine: set another.';
  return EXPLAINED.has(error.name) ? error.message : (error.stack ?? error.message);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
