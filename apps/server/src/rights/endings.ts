import type { Bus, BusMessage } from '../bus/bus.ts';
import type { OnlineDevices } from '../push/online.ts';

export type EndingMessage = Extract<BusMessage, { kind: 'device-revoked' | 'device-moved' | 'login-ended' }>;

/**
 * Closes the sockets of what has ended, on this node and, by the bus, on the others. It is not what takes the rights
 * away: those are gone with the commit before it, on every node.
 */
export class Endings {
  readonly #online: OnlineDevices;
  readonly #bus: Pick<Bus, 'publish'>;

  constructor(online: OnlineDevices, bus: Pick<Bus, 'publish'>) {
    this.#online = online;
    this.#bus = bus;
  }

  /** A device was revoked: it is told, and nothing more is served. Call the answer to close its socket. */
  deviceRevoked(userId: string, deviceId: string): () => void {
    this.#bus.publish({ kind: 'device-revoked', userId, deviceId });
    return this.#revoke(userId, deviceId);
  }

  /** A device was taken over by another login: the socket of the one before closes. */
  deviceMoved(userId: string, deviceId: string, fromLogin: string): void {
    this.#bus.publish({ kind: 'device-moved', userId, deviceId, fromLogin });
    this.#endMoved(userId, deviceId, fromLogin);
  }

  /** A login has ended: its sockets close, once what they were just answered is on its way. */
  loginEnded(loginId: string): void {
    this.#bus.publish({ kind: 'login-ended', loginId });
    setImmediate(() => this.#endLogin(loginId));
  }

  /** Another node says so. */
  heard(message: EndingMessage): void {
    if (message.kind === 'device-revoked') this.#revoke(message.userId, message.deviceId)();
    else if (message.kind === 'device-moved') this.#endMoved(message.userId, message.deviceId, message.fromLogin);
    else this.#endLogin(message.loginId);
  }

  #revoke(userId: string, deviceId: string): () => void {
    const connection = this.#online.get(userId, deviceId);
    connection?.revoke();
    return () => connection?.end();
  }

  #endMoved(userId: string, deviceId: string, fromLogin: string): void {
    const connection = this.#online.get(userId, deviceId);
    if (connection?.who.loginId === fromLogin) connection.end();
  }

  #endLogin(loginId: string): void {
    for (const connection of this.#online.all()) if (connection.who.loginId === loginId) connection.end();
  }
}
