import type { SyncStatus } from '../client.ts';
import type { Clock, Surroundings, TabChannel, TabLock, Undo } from '../ports.ts';

/** The leader says that it is there once in this many ms. */
export const BEAT_EVERY = 1_000;

/** So many beats missed, and a visible follower takes the leader's place. */
export const MISSED_BEATS = 4;

export type ElectionDeps = {
  readonly tabId: string;
  readonly lock: TabLock;
  readonly channel: TabChannel;
  readonly clock: Clock;
  readonly surroundings: Surroundings;
};

export type ElectionHooks = {
  lead(): void;
  /** Another tab has taken over, or this one gave up. */
  stepDown(): void;
  /** A beat of another tab. */
  heard(tabId: string, status: SyncStatus): void;
  /** The status to put into this tab's beats while it leads. */
  status(): SyncStatus;
};

/**
 * Decides which tab leads. The lock makes it one; when its page is gone the browser hands it to the next in line. A
 * leader that is frozen keeps the lock but falls silent: a visible follower then steals it. What a thawed leader may
 * still try to write is refused by the store's fencing number, so a wrong decision here does no harm.
 */
export class Election {
  readonly #deps: ElectionDeps;
  readonly #hooks: ElectionHooks;
  readonly #undo: Undo[] = [];
  #leading = false;
  #stopped = true;
  #missed = 0;
  #release: Undo = () => {};
  #cancelTick: Undo = () => {};

  constructor(deps: ElectionDeps, hooks: ElectionHooks) {
    this.#deps = deps;
    this.#hooks = hooks;
  }

  get leading(): boolean {
    return this.#leading;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    const { channel, surroundings, tabId } = this.#deps;
    this.#undo.push(
      channel.listen((message) => {
        if (message.kind === 'beat') this.#heard(message.tabId, message.status);
        if (message.kind === 'anyone-there' && this.#leading) this.beat();
      }),
      // Silence while this tab slept says nothing about the leader.
      surroundings.listen(() => {
        this.#missed = 0;
      }),
    );
    this.#line('wait');
    channel.post({ kind: 'anyone-there', tabId });
    this.#tick();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const undo of this.#undo.splice(0)) undo();
    this.#cancelTick();
    this.#end();
    this.#release();
  }

  /** This tab found out that another leads: back into the line. */
  stepDown(): void {
    if (this.#stopped || !this.#leading) return;
    this.#release();
    this.#end();
    this.#line('wait');
  }

  /** Says now that this tab leads, and how the sync stands. */
  beat(): void {
    const { channel, tabId } = this.#deps;
    if (this.#leading) channel.post({ kind: 'beat', tabId, status: this.#hooks.status() });
  }

  #line(mode: 'wait' | 'steal'): void {
    this.#missed = 0;
    this.#release = this.#deps.lock.take(mode, {
      held: () => {
        if (this.#stopped) return;
        this.#leading = true;
        this.#hooks.lead();
        this.beat();
      },
      lost: () => {
        if (this.#stopped) return;
        this.#end();
        this.#line('wait');
      },
    });
  }

  #end(): void {
    if (!this.#leading) return;
    this.#leading = false;
    this.#missed = 0;
    this.#hooks.stepDown();
  }

  #heard(tabId: string, status: SyncStatus): void {
    if (tabId === this.#deps.tabId || this.#leading) return;
    this.#missed = 0;
    this.#hooks.heard(tabId, status);
  }

  /** Counts ticks, not time: a tab that was frozen itself has ticked as little as it has heard. */
  #tick(): void {
    this.#cancelTick = this.#deps.clock.after(BEAT_EVERY, () => {
      if (this.#leading) this.beat();
      else {
        this.#missed += 1;
        if (this.#missed >= MISSED_BEATS && this.#deps.surroundings.visible()) {
          this.#release();
          this.#line('steal');
        }
      }
      this.#tick();
    });
  }
}
