import type { Clock } from '../clock.ts';
import type { Connection } from '../gateway/connection.ts';

/** A watch holds for so long, in ms: who still looks asks again, and has their rights looked at again. */
const WATCH_MS = 300_000;

/** Which connections of this node asked to be told of what, and until when. */
export class Watchers {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #most: number;
  readonly #byKey = new Map<string, Map<Connection, number>>();
  readonly #byConnection = new Map<Connection, Set<string>>();

  /** @param most what one connection may watch; past it the oldest of its watches ends */
  constructor(clock: Pick<Clock, 'now'>, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  watch(connection: Connection, key: string): void {
    const watchers = this.#byKey.get(key) ?? new Map<Connection, number>();
    this.#byKey.set(key, watchers.set(connection, this.#clock.now() + WATCH_MS));
    const keys = this.#byConnection.get(connection) ?? new Set<string>();
    keys.delete(key);
    this.#byConnection.set(connection, keys.add(key));
    const [oldest] = keys;
    if (keys.size > this.#most && oldest !== undefined) this.end(connection, oldest);
  }

  end(connection: Connection, key: string): void {
    const watchers = this.#byKey.get(key);
    watchers?.delete(connection);
    if (watchers?.size === 0) this.#byKey.delete(key);
    const keys = this.#byConnection.get(connection);
    keys?.delete(key);
    if (keys?.size === 0) this.#byConnection.delete(connection);
  }

  drop(connection: Connection): void {
    for (const key of [...(this.#byConnection.get(connection) ?? [])]) this.end(connection, key);
  }

  /** Those who watch something now. */
  of(key: string): readonly Connection[] {
    const now = this.#clock.now();
    for (const [connection, until] of this.#byKey.get(key) ?? []) if (until <= now) this.end(connection, key);
    return [...(this.#byKey.get(key)?.keys() ?? [])];
  }

  keys(): readonly string[] {
    return [...this.#byKey.keys()];
  }
}
