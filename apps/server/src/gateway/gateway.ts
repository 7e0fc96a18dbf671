import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { failure, PROTOCOL_VERSION, type Failure } from '@tidemark/protocol';
import { Server, type Socket } from 'socket.io';
import type { Clock } from '../clock.ts';
import { codeOfError } from '../failures.ts';
import { SECURITY_HEADERS } from '../http/headers.ts';
import type { Origins } from '../identity/origins.ts';
import { errorFields } from '../log.ts';
import { Connection, type Identified } from './connection.ts';
import type { GatewayDeps } from './deps.ts';
import { dispatch } from './dispatch.ts';
import { checkHandshake } from './handshake.ts';

/** The largest event that still gets an acknowledgement, in bytes. What is larger ends the connection. */
const FRAME_BYTES = 2_000_000;
/** What may wait in one socket before pushes to it are skipped, in bytes. */
const BACKLOG_BYTES = 1_000_000;
/** How often logins are looked at for their end, and how often a connected device counts as seen, in ms. */
const SWEEP_MS = 60_000;
const TOUCH_MS = 3_600_000;
/** Going down, requests that are being worked on may take so long, in ms. */
const SETTLE_MS = 5_000;

export type Gateway = {
  /** Sockets of a device, as Socket.IO counts them. */
  readonly socketsOf: (userId: string, deviceId: string) => number;
  /** Tells every client to come back later, each at a time of its own. */
  readonly announceRestart: (delayMs: () => number) => void;
  /** Answers what is being worked on, then closes every socket. */
  readonly close: () => Promise<void>;
};

/** The Socket.IO side of the server: handshake, greeting, events, and the end of connections. */
export function createGateway(
  http: HttpServer,
  deps: GatewayDeps & { readonly origins: Origins },
  options: { readonly keepOtherUpgrades: boolean },
): Gateway {
  const io = new Server(http, {
    serveClient: false,
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: FRAME_BYTES,
    connectTimeout: 10_000,
    destroyUpgrade: !options.keepOtherUpgrades,
    allowRequest: (request, answer) => {
      const allowed = isAllowed(request, deps.origins);
      answer(allowed ? null : 'origin-refused', allowed);
    },
  });
  io.engine.on('headers', (headers: Record<string, string>) => Object.assign(headers, SECURITY_HEADERS));

  const atWork = new Set<Promise<void>>();
  io.use((socket, next) => {
    void identify(deps, socket).then((answer) => {
      if (!('ok' in answer)) {
        socket.data = answer;
        next();
      } else next(Object.assign(new Error(answer.code), { data: answer }));
    });
  });
  io.on('connection', (socket) => {
    void serve(deps, socket, atWork).catch((error: unknown) => {
      // the device is cut off and comes back: nothing is lost by it
      deps.log.error(errorFields(error), 'a connection could not be greeted');
      socket.disconnect(true);
    });
  });

  let cancelSweep = deps.clock.after(SWEEP_MS, sweep);
  function sweep(): void {
    sweepConnections(deps);
    cancelSweep = deps.clock.after(SWEEP_MS, sweep);
  }

  return {
    socketsOf: (userId, deviceId) =>
      [...io.of('/').sockets.values()].filter(
        ({ data }: { data: Identified }) => data.userId === userId && data.deviceId === deviceId,
      ).length,
    announceRestart: (delayMs) => {
      for (const connection of deps.online.all()) {
        connection.socket.emit('server:restart', { reconnectInMs: Math.round(delayMs()) });
      }
    },
    close: async () => {
      cancelSweep();
      await within(deps.clock, SETTLE_MS, Promise.allSettled(atWork));
      // each socket is written to its end first: closing the engine drops what waits in it
      const open = deps.online.all();
      const closed = open.map(({ socket }) => new Promise((resolve) => socket.conn.once('close', resolve)));
      for (const connection of open) connection.end();
      await within(deps.clock, SETTLE_MS, Promise.all(closed));
      await io.close();
    },
  };
}

/** A browser always names the Origin of a WebSocket; of a polling GET only when it crosses sites. */
function isAllowed(request: IncomingMessage, origins: Origins): boolean {
  const isUpgrade = request.headers.upgrade !== undefined;
  return isUpgrade || request.method !== 'GET' ? origins.allows(request.headers) : origins.allowsRead(request.headers);
}

async function identify(deps: GatewayDeps, socket: Socket): Promise<Identified | Failure> {
  if (deps.draining()) return failure('unavailable');
  try {
    return await checkHandshake(deps, socket.handshake.headers, socket.handshake.auth);
  } catch (error) {
    deps.log.error(errorFields(error), 'a handshake failed');
    const code = codeOfError(error);
    return failure(code === 'bad-request' ? 'internal' : code);
  }
}

async function serve(deps: GatewayDeps, socket: Socket, atWork: Set<Promise<void>>): Promise<void> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- put there by the handshake, nothing else writes it
  const who = socket.data as Identified;
  const connection = new Connection(who, socket, deps.clock, BACKLOG_BYTES);
  const fields = { userId: who.userId, deviceId: who.deviceId, socketId: socket.id };
  // first in place, then read: what is committed after the bounds were read is pushed, and a revocation finds it here
  deps.online.add(connection);
  socket.on('disconnect', (reason) => {
    connection.ended = true;
    deps.online.remove(connection);
    deps.log.debug({ ...fields, reason }, 'device disconnected');
    void touch(deps, connection, SWEEP_MS);
  });
  socket.onAny((event: unknown, ...args: unknown[]) => {
    const work = dispatch(deps, connection, event, args)
      .catch((error: unknown) => {
        deps.log.error({ ...errorFields(error), ...fields }, 'an acknowledgement could not be given');
      })
      .finally(() => atWork.delete(work));
    atWork.add(work);
  });
  deps.log.debug(fields, 'device connected');

  const [epoch, device] = await Promise.all([deps.store.epoch(), deps.store.device(who.userId, who.deviceId)]);
  if (device?.status !== 'active' || device.loginId !== who.loginId) {
    if (device?.status === 'revoked') connection.revoke();
    return connection.end();
  }
  connection.touchedAt = device.lastSeenAt;
  connection.greet({ protocol: PROTOCOL_VERSION, epoch, head: device.head, floor: device.floor });
  await touch(deps, connection, SWEEP_MS);
}

/** Ends connections whose login has run out; notes as seen the devices that have been connected for long. */
function sweepConnections(deps: GatewayDeps): void {
  for (const connection of deps.online.all()) {
    if (connection.who.loginEndsAt <= deps.clock.now()) connection.end();
    else void touch(deps, connection, TOUCH_MS);
  }
}

async function touch(deps: GatewayDeps, connection: Connection, everyMs: number): Promise<void> {
  const now = deps.clock.now();
  if (connection.revoked || now - connection.touchedAt < everyMs) return;
  connection.touchedAt = now;
  const { userId, deviceId } = connection.who;
  await deps.store.touchDevice(userId, deviceId, now).catch((error: unknown) => {
    deps.log.warn({ ...errorFields(error), userId, deviceId }, 'a device was not noted as seen');
  });
}

/** Waits for something, but no longer than so many ms. */
async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  let cancel = () => {};
  const timeOut = new Promise<void>((resolve) => (cancel = clock.after(ms, resolve)));
  await Promise.race([work, timeOut]);
  cancel();
}
