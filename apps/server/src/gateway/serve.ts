import { PROTOCOL_VERSION } from '@tidemark/protocol';
import type { Socket } from 'socket.io';
import { errorFields } from '../log.ts';
import { judge } from '../rights/standing.ts';
import { Connection, type Identified } from './connection.ts';
import type { GatewayDeps } from './deps.ts';
import { dispatch } from './dispatch.ts';

/** What may wait in one socket before pushes to it are skipped, in bytes. */
const BACKLOG_BYTES = 1_000_000;
/** A device is noted as seen at most so often, in ms: at the edges of a connection, and while it lasts. */
const TOUCH_MS = { edge: 60_000, connected: 3_600_000 };

/** Greets a new socket and answers it until it ends. What it is working on is kept in `atWork`. */
export async function serve(deps: GatewayDeps, socket: Socket, atWork: Set<Promise<void>>): Promise<void> {
  // put there by the handshake, nothing else writes it
  const who = socket.data as Identified;
  const connection = new Connection(who, socket, deps.clock, BACKLOG_BYTES);
  const fields = { userId: who.userId, deviceId: who.deviceId, socketId: socket.id };
  // first in place, then read: what is committed after the bounds were read is pushed, and a revocation finds it here
  deps.online.add(connection);
  socket.on('disconnect', (reason) => {
    connection.ended = true;
    deps.online.remove(connection);
    const { userId, deviceId } = who;
    // One that has gone on to another node has not left: others heard of it there before they would hear this.
    const isThere = deps.online.get(userId, deviceId) !== undefined || deps.elsewhere.has(who);
    const since = connection.lastSince;
    if (!isThere && since !== null) deps.bus.publish({ kind: 'device-left', userId, deviceId, since });
    deps.followers.drop(connection);
    deps.receipts.drop(connection);
    deps.presence.drop(connection);
    deps.presence.changed(who.userId);
    deps.log.debug({ ...fields, reason }, 'device disconnected');
    void touch(deps, connection, TOUCH_MS.edge);
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

  const standing = await deps.rights.standing(who);
  const [epoch, device] = await Promise.all([deps.store.epoch(), deps.store.device(who.userId, who.deviceId)]);
  const verdict = judge(who.loginId, standing);
  if (verdict === 'device-revoked' || device?.status === 'revoked') connection.revoke();
  if (verdict !== 'may' || !standing || !device || device.status === 'revoked') return connection.end();
  if (connection.ended || !connection.takePlace(standing.readAt)) return;
  deps.elsewhere.forget(who, standing.readAt);
  deps.bus.publish({ kind: 'device-connected', userId: who.userId, deviceId: who.deviceId, since: standing.readAt });
  connection.touchedAt = device.lastSeenAt;
  connection.greet({ protocol: PROTOCOL_VERSION, epoch, head: device.head, floor: device.floor });
  deps.presence.changed(who.userId);
  await touch(deps, connection, TOUCH_MS.edge);
}

/** Ends connections whose login has run out; notes as seen the devices that have been connected for long. */
export function sweepConnections(deps: GatewayDeps): void {
  for (const connection of deps.online.all()) {
    if (connection.who.loginEndsAt <= deps.clock.now()) connection.end();
    else void touch(deps, connection, Math.min(TOUCH_MS.connected, deps.lifetimeMs / 4));
  }
}

/** Notes the device as seen, unless that was done a short while ago. */
async function touch(deps: GatewayDeps, connection: Connection, everyMs: number): Promise<void> {
  const now = deps.clock.now();
  if (connection.revoked || deps.draining() || now - connection.touchedAt < everyMs) return;
  connection.touchedAt = now;
  const { userId, deviceId } = connection.who;
  await deps.store.touchDevice(userId, deviceId, now).catch((error: unknown) => {
    deps.log.warn({ ...errorFields(error), userId, deviceId }, 'a device was not noted as seen');
  });
}
