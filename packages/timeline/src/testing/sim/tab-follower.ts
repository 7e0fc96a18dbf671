import { FencedError } from '../../device-store.ts';
import type { DeviceStore } from '../../device-store.ts';
import { INITIAL_FOLLOWER_STATE, reduceFollower } from '../../device/follower.ts';
import type { FollowerEffect, FollowerEvent, FollowerState } from '../../device/follower-types.ts';
import type { FollowAnswer, SessionCheckpoint, SessionFrame } from '../../pages.ts';

/** What the tab lends to its follower. Tasks run only while the tab does. */
export type FollowerPorts = {
  readonly store: DeviceStore;
  readonly fence: () => number;
  readonly random: () => number;
  /** Asks the server; what becomes of it is told later, if the tab is still there. */
  readonly follow: (sessions: readonly SessionCheckpoint[], told: (answer: FollowAnswer | null) => void) => void;
  readonly later: (inMs: number, task: () => void | Promise<void>) => void;
  /** Runs a write at some later instant; false when it failed with nothing written. */
  readonly write: (work: () => Promise<void>, done: (written: boolean) => Promise<void>) => void;
  readonly fenced: () => void;
};

/** Pull mode in a tab of the simulation: the follower, run against the tab's link and disk. */
export class TabFollower {
  state: FollowerState = INITIAL_FOLLOWER_STATE;
  readonly #ports: FollowerPorts;

  constructor(ports: FollowerPorts) {
    this.#ports = ports;
  }

  dispatch(event: FollowerEvent): void {
    const step = reduceFollower(this.state, event);
    this.state = step.state;
    for (const effect of step.effects) this.#carryOut(effect);
  }

  /** The store was written to. */
  async written(): Promise<void> {
    this.dispatch({ kind: 'follows', follows: await this.#ports.store.follows() });
  }

  pushed(frame: SessionFrame): void {
    const { store } = this.#ports;
    const work = async () => void (await store.applySession(this.#ports.fence(), frame));
    this.#ports.write(this.#unlessFenced(work), async (done) => {
      if (!done) this.dispatch({ kind: 'moved', sessionIds: [frame.sessionId] });
    });
  }

  #carryOut(effect: FollowerEffect): void {
    const { random, follow, later } = this.#ports;
    switch (effect.kind) {
      case 'follow': {
        const { request } = effect;
        return follow(effect.sessions, (answer) =>
          this.dispatch(answer ? { kind: 'answered', request, answer } : { kind: 'failed', request, random: random() }),
        );
      }
      case 'catch-up':
        return this.#catchUp(effect.answer);
      case 'arm-timer':
        return later(effect.inMs, () => this.dispatch({ kind: 'timer', timer: effect.timer }));
      case 'cancel-timer':
        return;
    }
  }

  #catchUp(answer: FollowAnswer): void {
    const { store, random } = this.#ports;
    const request = this.state.asked?.request ?? 0;
    const work = async () => void (await store.catchUp(this.#ports.fence(), answer));
    this.#ports.write(this.#unlessFenced(work), async (done) => {
      if (!done) return this.dispatch({ kind: 'failed', request, random: random() });
      this.dispatch({ kind: 'caught-up', follows: await store.follows(), random: random() });
    });
  }

  #unlessFenced(work: () => Promise<void>): () => Promise<void> {
    return async () => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof FencedError)) throw error;
        this.#ports.fenced();
      }
    };
  }
}
