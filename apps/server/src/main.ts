import { prismaAdapter } from 'better-auth/adapters/prisma';
import { systemClock } from './clock.ts';
import { openDatabase } from './database.ts';
import { readEnv, type Env } from './env.ts';
import { startPages } from './http/pages.ts';
import { createAuth } from './identity/auth.ts';
import { createDirectory } from './identity/directory.ts';
import { Origins } from './identity/origins.ts';
import { deleteLogin, prismaUserRows } from './identity/prisma.ts';
import { keptSecret } from './identity/secret.ts';
import { createLog, errorFields, type Log } from './log.ts';
import { OnlineDevices } from './push/online.ts';
import { endLoginSockets, startServer } from './server.ts';
import { onStopSignals } from './signals.ts';

/** Going down takes no longer than this, in ms. */
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
  const env = readEnv(process.env);
  const log = createLog(env.LOG_LEVEL);
  const stop = await start(env, log);
  const leave = (code: number) => process.exit(code);
  onStopSignals(
    () => {
      const cancel = systemClock.after(STOP_MS, () => leave(1));
      stop()
        .then(() => {
          cancel();
          leave(0);
        })
        .catch((error: unknown) => {
          log.error(errorFields(error), 'the server did not stop cleanly');
          leave(1);
        });
    },
    () => leave(1),
  );
}

/** Starts everything, in the order in which the parts need each other; the answer stops it in the reverse order. */
async function start(env: Env, log: Log): Promise<() => Promise<void>> {
  const database = await openDatabase(env, systemClock, log);
  try {
    const online = new OnlineDevices();
    const origins = new Origins(env.HOST, env.PORT, env.APP_ORIGIN);
    const auth = createAuth({
      database: prismaAdapter(database.prisma, { provider: 'postgresql' }),
      secret: env.AUTH_SECRET ?? keptSecret(env.DATA_DIR),
      origins,
      baseUrl: env.APP_ORIGIN[0] ?? `http://localhost:${env.PORT}`,
      rateLimit: env.AUTH_RATE_LIMIT === 'on',
      log,
      deleteLogin: (loginId) => deleteLogin(database.prisma, loginId),
      onLoginEnded: (loginId) => endLoginSockets(online, loginId),
    });
    const server = await startServer({
      env,
      store: database.store,
      auth,
      directory: createDirectory(prismaUserRows(database.prisma)),
      online,
      origins,
      clock: systemClock,
      log,
      pages: env.WEB === 'on' ? (http) => startPages(http, env.NODE_ENV === 'development') : undefined,
    });
    const shown = env.HOST === '127.0.0.1' || env.HOST === '0.0.0.0' || env.HOST === '::' ? 'localhost' : env.HOST;
    process.stdout.write(`Tidemark is ready on ${env.APP_ORIGIN[0] ?? `http://${shown}:${server.port}`}\n`);
    return async () => {
      await server.close();
      await database.close();
    };
  } catch (error) {
    await database.close();
    throw error;
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
