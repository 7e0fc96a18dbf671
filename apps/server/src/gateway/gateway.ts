import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { failure, type Failure } from '@tidemark/protocol';
import type { SessionFrame } from '@tidemark/timeline';
import { Server, type Socket } from 'socket.io';
import type { Clock } from '../clock.ts';
import { codeOfError } from '../failures.ts';
import { SECURITY_HEADERS } from '../http/headers.ts';
import type { Origins } from '../identity/origins.ts';
import { errorFields } from '../log.ts';
import type { Connection, Identified } from './connection.ts';
import type { GatewayDeps } from './deps.ts';
import { checkHandshake } from './handshake.ts';
import { serve, sweepConnections } from './serve.ts';

/** The largest event that still gets an acknowledgement, in bytes. What is larger ends the connection. */
const FRAME_BYTES = 2_000_000;
/** How often logins are looked at for their end, in ms. */
const SWEEP_MS = 60_000;
/** Going down, requests that are being worked on may take so long, in ms. */
const SETTLE_MS = 5_000;

export type Gateway = {
  /** Sockets of a device, as Socket.IO counts them. */
  readonly socketsOf: (userId: string, deviceId: string) => number;
  /** Sends a frame of a session in pull mode to these sockets, written out once. */
  readonly broadcast: (connections: readonly Connection[], frame: SessionFrame) => void;
  /** Tells every client to come back later, each at a time of its own. */
  readonly announceRestart: (delayMs: (connections: number) => number) => void;
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
  deps.bus.attach(io);
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
    broadcast: (connections, frame) => {
      const open = connections.filter(({ ended, revoked }) => !ended && !revoked);
      if (open.length > 0) io.local.to(open.map(({ socket }) => socket.id)).emit('session:push', frame);
    },
    announceRestart: (delayMs) => {
      const connections = deps.online.all();
      for (const { socket } of connections) {
        socket.emit('server:restart', { reconnectInMs: Math.round(delayMs(connections.length)) });
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
      // requests over HTTP are answered too, but none can hold the server up
      await within(deps.clock, SETTLE_MS, io.close());
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

/** Waits for something, but no longer than so many ms. */
async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  let cancel = () => {};
  const timeOut = new Promise<void>((resolve) => (cancel = clock.after(ms, resolve)));
  await Promise.race([work, timeOut]);
  cancel();
}
