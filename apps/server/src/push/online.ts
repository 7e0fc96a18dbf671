import type { Connection } from '../gateway/connection.ts';
import { keyOf } from '../rights/standing.ts';

/** Which devices have a live socket on this node. At most one each: a newer one replaces the older. */
export class OnlineDevices {
  readonly #byDevice = new Map<string, Connection>();
  readonly #byUser = new Map<string, Set<Connection>>();

  get(userId: string, deviceId: string): Connection | undefined {
    return this.#byDevice.get(keyOf({ userId, deviceId }));
  }

  /** The sockets of all devices of a user. */
  of(userId: string): readonly Connection[] {
    return [...(this.#byUser.get(userId) ?? [])];
  }

  /** Puts a connection in place and ends the one it replaces. */
  add(connection: Connection): void {
    const { userId, deviceId } = connection.who;
    const older = this.get(userId, deviceId);
    this.#byDevice.set(keyOf({ userId, deviceId }), connection);
    if (older) {
      connection.sinceBefore = older.lastSince;
      this.#forget(older);
    }
    this.#byUser.set(userId, (this.#byUser.get(userId) ?? new Set()).add(connection));
    older?.end();
  }

  /** Forgets a connection; does nothing when a newer one has taken its place. */
  remove(connection: Connection): void {
    const { userId, deviceId } = connection.who;
    if (this.get(userId, deviceId) === connection) this.#byDevice.delete(keyOf({ userId, deviceId }));
    this.#forget(connection);
  }

  all(): readonly Connection[] {
    return [...this.#byDevice.values()];
  }

  #forget(connection: Connection): void {
    const { userId } = connection.who;
    const sockets = this.#byUser.get(userId);
    sockets?.delete(connection);
    if (sockets?.size === 0) this.#byUser.delete(userId);
  }
}
