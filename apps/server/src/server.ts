import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Tidings, TimelineStore } from '@tidemark/timeline';
import type { Bus } from './bus/bus.ts';
import { hearNodes } from './bus/hear.ts';
import type { Clock } from './clock.ts';
import { Presence } from './company/presence.ts';
import { ReceiptBoard } from './company/receipts.ts';
import { Typing } from './company/typing.ts';
import type { Env } from './env.ts';
import type { Connection } from './gateway/connection.ts';
import { createGateway } from './gateway/gateway.ts';
import { reconnectInMs } from './gateway/reconnect.ts';
import { RateLimits } from './gateway/rate-limits.ts';
import type { MetricsSource } from './http/metrics.ts';
import { createRouter } from './http/router.ts';
import type { Auth } from './identity/auth.ts';
import type { Directory } from './identity/directory.ts';
import type { Origins } from './identity/origins.ts';
import type { Log } from './log.ts';
import { Followers } from './push/followers.ts';
import type { OnlineDevices } from './push/online.ts';
import { Elsewhere } from './push/elsewhere.ts';
import { Publisher } from './push/publisher.ts';
import { SessionPublisher } from './push/session-publisher.ts';
import { Watch } from './push/watch.ts';
import { PAGE_BYTES } from './reader/limits.ts';
import type { Endings } from './rights/endings.ts';
import { Rights } from './rights/rights.ts';
import type { ReadStandings } from './rights/standing.ts';
import { Writer } from './writer/writer.ts';

/** Appends per transaction. */
const BATCH = 200;

/** How often the devices online are looked at, in ms: more often where another node may have written to them. */
const LOOK_MS = { alone: 30_000, withOthers: 5_000 };

export type ServerDeps = {
  readonly env: Pick<
    Env,
    | 'HOST'
    | 'PORT'
    | 'TRUST_PROXY'
    | 'RATE_DEVICE'
    | 'RATE_USER'
    | 'WRITER_QUEUE'
    | 'DRAIN_SECONDS'
    | 'NODE_ENV'
    | 'SYNC_RETENTION'
    | 'METRICS'
  >;
  readonly store: TimelineStore;
  readonly auth: Auth;
  readonly directory: Directory;
  readonly online: OnlineDevices;
  readonly origins: Origins;
  /** Connects this node with the others; it is the caller's to close, after the server. */
  readonly bus: Bus;
  readonly endings: Endings;
  readonly readStandings: ReadStandings;
  readonly clock: Clock;
  readonly log: Log;
  /** Figures for those who watch the server; absent where there are none. */
  readonly metrics?: MetricsSource;
  /** Makes the pages of the web client; absent where only the server is under test. */
  readonly pages?: (http: Server) => Promise<Pages>;
};

export type Pages = {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type ServerHandle = {
  readonly port: number;
  /** Tells the devices on this node and on the others what was committed. */
  readonly publish: (tidings: Tidings) => void;
  /**
   * Goes down in order: not ready, then (after DRAIN_SECONDS) clients told, what was taken committed and pushed,
   * sockets closed, HTTP closed.
   * What was passed in (store, database) is the caller's to close afterwards.
   */
  readonly close: () => Promise<void>;
};

/** Starts the whole server on what it is given; resolves when it listens. */
export async function startServer(deps: ServerDeps): Promise<ServerHandle> {
  const { env, store, auth, directory, online, origins, bus, endings, clock, log } = deps;
  let leaving = false;
  let draining = false;
  const http = createHttpServer();
  const limits = new RateLimits({ device: env.RATE_DEVICE, user: env.RATE_USER });
  const followers = new Followers();
  const sessions = new SessionPublisher({
    followers,
    broadcast: (connections, frame) => gateway.broadcast(connections, frame),
    maxBytes: PAGE_BYTES,
  });
  const elsewhere = new Elsewhere({ bus, online, clock });
  const typing = new Typing({ store, online, bus });
  const receipts = new ReceiptBoard({ store, bus, clock });
  const presence = new Presence({ store, online, elsewhere, clock });
  const stayEnded = (connection: Connection, sessionId: string): void => {
    receipts.drop(connection, sessionId);
    presence.stayEnded(connection, sessionId);
  };
  const publisher = new Publisher({ online, sessions, directory, stayEnded, clock, log, maxBytes: PAGE_BYTES });
  /** Tells the devices on this node and, by the bus, those on the others. */
  const publish = (tidings: Tidings): void => {
    publisher.publish(tidings);
    const { epoch, deliveries, sessionDeliveries } = tidings;
    bus.publish({ kind: 'written', epoch, deliveries, heads: [] });
    for (const delivery of sessionDeliveries) bus.publish({ kind: 'session-written', epoch, delivery });
  };
  const rights = new Rights(deps.readStandings);
  const tellFollower: Publisher['tellFollower'] = (...told) => publisher.tellFollower(...told);
  const writer = new Writer({
    store,
    checkAll: (askers) => rights.checkAll(askers),
    publish,
    log,
    clock,
    maxBatch: BATCH,
    maxQueue: env.WRITER_QUEUE,
  });
  const everyMs = bus.hasOthers ? LOOK_MS.withOthers : LOOK_MS.alone;
  const watch = new Watch({ online, read: deps.readStandings, clock, log, everyMs });
  const shared = {
    store,
    directory,
    online,
    endings,
    bus,
    origins,
    limits,
    clock,
    log,
    logins: auth.logins,
    lifetimeMs: env.SYNC_RETENTION,
    leaving: () => leaving,
    draining: () => draining,
  };
  // engine.io takes over the listeners that it finds, so it comes after the router
  const pages = await deps.pages?.(http);
  const router = createRouter({
    ...shared,
    auth: auth.handle,
    trustProxy: env.TRUST_PROXY === 'on',
    socketsOf: (userId, deviceId) => gateway.socketsOf(userId, deviceId),
    metrics: deps.metrics,
    metricsForAll: env.METRICS === 'on',
    pages: pages?.handle,
  });
  http.on('request', router);
  const gateway = createGateway(
    http,
    {
      ...shared,
      writer,
      followers,
      publisher: { publish, tellFollower },
      rights,
      elsewhere,
      typing,
      presence,
      receipts,
    },
    { keepOtherUpgrades: env.NODE_ENV === 'development' },
  );
  hearNodes({ bus, online, publisher, endings, watch, elsewhere, typing, presence, receipts });
  watch.start();
  elsewhere.start();
  presence.start();
  await listen(http, env.PORT, env.HOST);
  const { port } = http.address() as AddressInfo;
  origins.listenOn(env.HOST, port);

  let closing: Promise<void> | null = null;
  return {
    port,
    publish,
    close: () =>
      (closing ??= (async () => {
        leaving = true;
        // told by /readyz, proxies send newcomers elsewhere from now on; those that are here are served on
        if (env.DRAIN_SECONDS > 0) await passed(clock, env.DRAIN_SECONDS * 1000);
        draining = true;
        gateway.announceRestart((connections) => reconnectInMs(connections, Math.random()));
        watch.stop();
        elsewhere.stop();
        presence.stop();
        await writer.close();
        await publisher.idle();
        await gateway.close();
        await closeHttp(http);
        await pages?.close();
      })()),
  };
}

function passed(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}

function listen(http: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve();
    });
  });
}

function closeHttp(http: Server): Promise<void> {
  return new Promise((resolve) => {
    // already closed when Socket.IO has closed it
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
