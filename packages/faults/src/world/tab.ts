import type { Clock, Transport, Undo } from '@tidemark/sync-client/testing';
import type { DeviceStore } from '@tidemark/timeline';
import type { Pace } from './pace.ts';

/** The store's methods that only read. All others write; each takes a moment, in which the tab may die. */
const READS: ReadonlySet<string> = new Set([
  'position',
  'sessions',
  'session',
  'entries',
  'users',
  'outbox',
  'orphans',
  'follows',
]);
const WRITE_MS = 6;

export type TabParts = { readonly pace: Pace; readonly next: () => number; readonly skewMs: number };

/** One tab of a device: whatever runs in it ends in the instant in which it is killed. */
export class Tab {
  readonly clock: Clock;
  readonly #next: () => number;
  readonly #ends: Undo[] = [];
  #dead = false;

  constructor({ pace, next, skewMs }: TabParts) {
    this.#next = next;
    this.clock = {
      now: () => Date.now() + skewMs,
      after: (ms, run) => {
        const timer = setTimeout(() => this.whenAlive(run), pace.wait(ms));
        return () => clearTimeout(timer);
      },
    };
  }

  whenAlive(run: () => void): void {
    if (!this.#dead) run();
  }

  onDeath(end: Undo): void {
    this.#ends.push(end);
  }

  kill(): void {
    if (this.#dead) return;
    this.#dead = true;
    for (const end of this.#ends.splice(0)) end();
  }

  /** The disk as this tab sees it: a write takes time, is whole or not there, and its answer may come too late. */
  store(disk: DeviceStore): DeviceStore {
    return new Proxy(disk, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function' || READS.has(String(name))) {
          return typeof member === 'function' ? (member.bind(target) as unknown) : member;
        }
        return async (...args: readonly unknown[]) => {
          await this.#moment();
          try {
            return (await Reflect.apply(member, target, args)) as unknown;
          } finally {
            await this.#moment();
          }
        };
      },
    });
  }

  /** The connection as this tab sees it: a dead tab hears nothing. */
  transport(real: Transport): Transport {
    this.onDeath(() => real.disconnect());
    return {
      connect: (handshake) => this.whenAlive(() => real.connect(handshake)),
      disconnect: () => real.disconnect(),
      request: (event, payload, timeoutMs) => real.request(event, payload, timeoutMs),
      listen: (listener) => real.listen((event) => this.whenAlive(() => listener(event))),
    };
  }

  /** Passes after a while, or never when the tab dies meanwhile. */
  #moment(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(() => this.whenAlive(resolve), this.#next() * WRITE_MS);
    });
  }
}
