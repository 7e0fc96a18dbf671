import { FencedError } from '@tidemark/timeline';
import type { StorageReport } from '../client.ts';
import type { Clock, Log, Undo } from '../ports.ts';
import type { Shown } from '../store/evict.ts';

/** What a store that can be measured and cut offers. */
export interface Room {
  storageUse(): Promise<StorageReport>;
  setStorageCap(bytes: number): Promise<void>;
  /** Any tab: a session was read here. */
  noteSeen(sessionId: string, at: number): Promise<void>;
  /** @throws FencedError */
  evict(fence: number, shown: readonly Shown[], cap?: number): Promise<number>;
}

/** The cap is looked at so often, in ms, and for the first time soon after a tab begins to lead. */
const LOOK_EVERY = 60_000;
const FIRST_LOOK = 5_000;

export type RoomDeps = { readonly room: Room | null; readonly clock: Clock; readonly log: Log };

export type RoomHooks = {
  fence(): number;
  /** What the tabs of this device show now. */
  shown(): readonly Shown[];
  fenced(): void;
};

/** Keeps this device within its cap: what the store has beyond it goes, a page at a time. */
export class RoomKeeper {
  readonly #deps: RoomDeps;
  readonly #hooks: RoomHooks;
  #cancel: Undo = () => {};
  #closed = false;

  constructor(deps: RoomDeps, hooks: RoomHooks) {
    this.#deps = deps;
    this.#hooks = hooks;
  }

  begin(): void {
    if (this.#deps.room !== null) this.#lookIn(FIRST_LOOK);
  }

  /** @param cap absent = the device's own. How many entries went. */
  async make(cap?: number): Promise<number> {
    const gone = (await this.#deps.room?.evict(this.#hooks.fence(), this.#hooks.shown(), cap)) ?? 0;
    if (gone > 0) this.#deps.log.note('evicted', { entries: gone });
    return gone;
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #lookIn(ms: number): void {
    this.#cancel = this.#deps.clock.after(ms, () => void this.#look());
  }

  async #look(): Promise<void> {
    try {
      await this.make();
    } catch (error) {
      if (error instanceof FencedError) return this.#hooks.fenced();
      this.#deps.log.note('eviction-failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
    if (!this.#closed) this.#lookIn(LOOK_EVERY);
  }
}
