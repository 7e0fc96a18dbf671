import type { Clock } from '../clock.ts';
import type { Connection } from '../gateway/connection.ts';
import { errorFields, type Log } from '../log.ts';
import { judge, keyOf, type ReadStandings, type Standing } from '../rights/standing.ts';
import type { OnlineDevices } from './online.ts';

/** Devices per statement. */
const AT_ONCE = 1000;
/** A push that is under way arrives within so many ms; a device that is behind after them is told. */
const GRACE_MS = 500;

export type WatchDeps = {
  readonly online: OnlineDevices;
  readonly read: ReadStandings;
  readonly clock: Clock;
  readonly log: Log;
  /** Between two looks, in ms. */
  readonly everyMs: number;
};

/**
 * Looks from time to time at what the database has of the devices that are online here, and makes up for what no push
 * and no other node has told: a device that is behind is told its head, one that has lost its rights is closed, and so
 * is one of another numbering, which finds out when it comes back.
 */
export class Watch {
  readonly #deps: WatchDeps;
  #cancel: () => void = () => {};
  #looking: Promise<void> | null = null;
  #stopped = false;

  constructor(deps: WatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#cancel = this.#deps.clock.after(this.#deps.everyMs, () => void this.look());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Looks now, and from now on again after the usual time. Never fails: what it misses the next look finds. */
  look(): Promise<void> {
    this.#cancel();
    this.#looking ??= this.#lookAtAll()
      .catch((error: unknown) => this.#deps.log.warn(errorFields(error), 'a look at the devices online failed'))
      .finally(() => {
        this.#looking = null;
        if (!this.#stopped) this.start();
      });
    return this.#looking;
  }

  async #lookAtAll(): Promise<void> {
    const connections = this.#deps.online.all();
    for (let from = 0; from < connections.length; from += AT_ONCE) {
      const part = connections.slice(from, from + AT_ONCE);
      const told = new Map(part.map((connection) => [connection, connection.told]));
      const standings = await this.#deps.read(part.map(({ who }) => who));
      const found = new Map(standings.map((one) => [keyOf(one), one]));
      for (const connection of part) this.#settle(connection, found.get(keyOf(connection.who)), told);
    }
  }

  #settle(connection: Connection, standing: Standing | undefined, told: ReadonlyMap<Connection, number | null>): void {
    const verdict = judge(connection.who.loginId, standing);
    if (verdict === 'device-revoked') connection.revoke();
    if (verdict !== 'may' || !standing) return connection.end();
    const before = told.get(connection) ?? null;
    if (before === null) return;
    if (standing.epoch !== connection.epoch || standing.head < before) return connection.end();
    if (standing.head > before) this.#deps.clock.after(GRACE_MS, () => connection.tellHead(standing));
  }
}
