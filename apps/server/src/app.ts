import { prismaAdapter } from 'better-auth/adapters/prisma';
import { NO_BUS } from './bus/bus.ts';
import { RedisBus } from './bus/redis-bus.ts';
import { systemClock } from './clock.ts';
import { openDatabase } from './database.ts';
import type { Env } from './env.ts';
import { startPages } from './http/pages.ts';
import { createAuth } from './identity/auth.ts';
import { createDirectory } from './identity/directory.ts';
import { Origins } from './identity/origins.ts';
import { deleteLogin, prismaUserRows } from './identity/prisma.ts';
import { keptSecret } from './identity/secret.ts';
import type { Log } from './log.ts';
import { OnlineDevices } from './push/online.ts';
import { Endings } from './rights/endings.ts';
import { startServer } from './server.ts';

export type App = {
  /** Where a browser finds it. */
  readonly url: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
};

/** Starts everything, in the order in which the parts need each other; `stop` ends them in the reverse order. */
export async function startApp(env: Env, log: Log): Promise<App> {
  const database = await openDatabase(env, systemClock, log);
  try {
    const bus = env.REDIS_URL ? new RedisBus({ url: env.REDIS_URL, log }) : NO_BUS;
    const online = new OnlineDevices();
    const endings = new Endings(online, bus);
    const origins = new Origins(env.HOST, env.PORT, env.APP_ORIGIN);
    const auth = createAuth({
      database: prismaAdapter(database.prisma, { provider: 'postgresql' }),
      secret: env.AUTH_SECRET ?? keptSecret(env.DATA_DIR),
      origins,
      baseUrl: env.APP_ORIGIN[0] ?? `http://localhost:${env.PORT}`,
      rateLimit: env.AUTH_RATE_LIMIT === 'on',
      log,
      deleteLogin: (loginId) => deleteLogin(database.prisma, loginId),
      onLoginEnded: (loginId) => endings.loginEnded(loginId),
    });
    const server = await startServer({
      env,
      store: database.store,
      auth,
      directory: createDirectory(prismaUserRows(database.prisma)),
      online,
      origins,
      bus,
      endings,
      readStandings: database.readStandings,
      metrics: database.metrics,
      clock: systemClock,
      log,
      pages: env.WEB === 'on' ? (http) => startPages(http, env.NODE_ENV === 'development') : undefined,
    });
    database.tellTo(server.publish);
    return {
      url: env.APP_ORIGIN[0] ?? `http://${shownHost(env.HOST)}:${server.port}`,
      port: server.port,
      stop: async () => {
        await server.close();
        await bus.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The name to open in a browser for the address that is listened on. */
function shownHost(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
