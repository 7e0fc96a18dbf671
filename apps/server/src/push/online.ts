import type { Connection } from '../gateway/connection.ts';
import { keyOf } from '../rights/standing.ts';

/** Which devices have a live socket on this node. At most one each: a newer one replaces the older. */
export class OnlineDevices {
  readonly #byDevice = new Map<string, Connection>();

  get(userId: string, deviceId: string): Connection | undefined {
    return this.#byDevice.get(keyOf({ userId, deviceId }));
  }

  /** Puts a connection in place and ends the one it replaces. */
  add(connection: Connection): void {
    const { userId, deviceId } = connection.who;
    const older = this.get(userId, deviceId);
    this.#byDevice.set(keyOf({ userId, deviceId }), connection);
    older?.end();
  }

  /** Forgets a connection; does nothing when a newer one has taken its place. */
  remove(connection: Connection): void {
    const { userId, deviceId } = connection.who;
    if (this.get(userId, deviceId) === connection) this.#byDevice.delete(keyOf({ userId, deviceId }));
  }

  all(): readonly Connection[] {
    return [...this.#byDevice.values()];
  }
}
