import type { Failure } from '@tidemark/protocol';
import {
  type DeviceStore,
  FencedError,
  type FollowerEffect,
  type FollowerEvent,
  type FollowerState,
  INITIAL_FOLLOWER_STATE,
  type Missed,
  type SessionFrame,
  reduceFollower,
} from '@tidemark/timeline';
import type { Clock, Log, Random, Transport, TransportEvent, Undo } from '../ports.ts';
import { endsDevice } from './codes.ts';
import { ANSWER_WITHIN } from './sync-runtime.ts';

export type FollowDeps = {
  readonly store: DeviceStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
};

export type FollowHooks = {
  /** The number under which this tab writes. */
  fence(): number;
  /** The store has more than before. */
  stored(): void;
  /** Sessions have moved on by more than what was told one by one. */
  leapt(): void;
  /** What the device was not told one by one, and is worth reading now. */
  missed(missed: readonly Missed[]): void;
  ended(code: string): void;
  fenced(): void;
};

/** Feeds the follower of pull mode with what happens and carries out its effects. Decides nothing itself. */
export class FollowRunner {
  readonly #deps: FollowDeps;
  readonly #hooks: FollowHooks;
  readonly #unlisten: Undo;
  #state: FollowerState = INITIAL_FOLLOWER_STATE;
  #cancelTimer: Undo = () => {};
  #looking = false;
  #lookAgain = false;
  #closed = false;

  constructor(deps: FollowDeps, hooks: FollowHooks) {
    this.#deps = deps;
    this.#hooks = hooks;
    this.#unlisten = deps.transport.listen((event) => this.#heard(event));
  }

  connected(up: boolean): void {
    if (up === this.#state.connected) return;
    this.#dispatch({ kind: up ? 'connected' : 'disconnected' });
    if (up) this.look();
  }

  /** The store was written to: looks what is to be followed now. Calls while it looks make it look once more. */
  look(): void {
    this.#lookAgain = true;
    if (!this.#looking) void this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#unlisten();
    this.#cancelTimer();
  }

  #heard(event: TransportEvent): void {
    if (event.kind === 'session-push') void this.#apply(event.frame);
    if (event.kind === 'session-moved') this.#dispatch({ kind: 'moved', sessionIds: event.sessionIds });
  }

  async #look(): Promise<void> {
    this.#looking = true;
    try {
      while (this.#lookAgain && !this.#closed) {
        this.#lookAgain = false;
        this.#dispatch({ kind: 'follows', follows: await this.#deps.store.follows() });
      }
    } catch (error) {
      // The next write, or the next check, looks again.
      this.#note('follows-unreadable', error);
    } finally {
      this.#looking = false;
    }
  }

  #dispatch(event: FollowerEvent): void {
    if (this.#closed) return;
    const { state, effects } = reduceFollower(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#run(effect);
  }

  #run(effect: FollowerEffect): void {
    switch (effect.kind) {
      case 'follow':
        return void this.#ask(effect);
      case 'catch-up':
        return void this.#catchUp(effect);
      case 'arm-timer': {
        this.#cancelTimer();
        const { timer } = effect;
        this.#cancelTimer = this.#deps.clock.after(effect.inMs, () => this.#dispatch({ kind: 'timer', timer }));
        return;
      }
      case 'cancel-timer':
        return this.#cancelTimer();
    }
  }

  async #ask({ request, sessions }: Extract<FollowerEffect, { kind: 'follow' }>): Promise<void> {
    const answer = await this.#deps.transport.request('sync:follow', { sessions: [...sessions] }, ANSWER_WITHIN);
    if (answer.ok) return this.#dispatch({ kind: 'answered', request, answer });
    this.#failed(request, answer);
  }

  #failed(request: number, { code }: Pick<Failure, 'code'>): void {
    if (endsDevice(code)) return this.#hooks.ended(code);
    this.#dispatch({ kind: 'failed', request, random: this.#deps.random.next() });
  }

  async #catchUp({ answer }: Extract<FollowerEffect, { kind: 'catch-up' }>): Promise<void> {
    const request = this.#state.asked?.request ?? 0;
    const { store, random } = this.#deps;
    try {
      const missed = await store.catchUp(this.#hooks.fence(), answer);
      this.#dispatch({ kind: 'caught-up', follows: await store.follows(), random: random.next() });
      this.#hooks.stored();
      this.#hooks.leapt();
      if (missed.length > 0) this.#hooks.missed(missed);
    } catch (error) {
      if (this.#unlessFenced('catch-up-failed', error)) this.#failed(request, { code: 'unavailable' });
    }
  }

  async #apply(frame: SessionFrame): Promise<void> {
    try {
      await this.#deps.store.applySession(this.#hooks.fence(), frame);
      this.look();
      this.#hooks.stored();
    } catch (error) {
      // Nothing was written: the session has to be asked for.
      if (this.#unlessFenced('session-frame-failed', error)) {
        this.#dispatch({ kind: 'moved', sessionIds: [frame.sessionId] });
      }
    }
  }

  /** True when the store failed; false when another tab leads, which this one is told. */
  #unlessFenced(event: string, error: unknown): boolean {
    if (error instanceof FencedError) {
      this.#hooks.fenced();
      return false;
    }
    this.#note(event, error);
    return true;
  }

  #note(event: string, error: unknown): void {
    this.#deps.log.note(event, { error: error instanceof Error ? error.name : 'unknown' });
  }
}
