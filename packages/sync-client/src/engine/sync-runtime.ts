import { type Handshake, LIMITS } from '@tidemark/protocol';
import {
  type DeviceEffect,
  type DeviceEvent,
  type DeviceState,
  type DeviceStore,
  FencedError,
  GapError,
  INITIAL_DEVICE_STATE,
  type Position,
  type SnapshotPage,
  type TimerId,
  reduceDevice,
} from '@tidemark/timeline';
import type { Clock, Log, Random, Transport, TransportEvent, Undo } from '../ports.ts';
import { endsDevice } from './codes.ts';

/** How long an answer may take before the link counts as dead, in ms. */
export const ANSWER_WITHIN = 10_000;

/** A backlog beyond this many entries is not replayed: the session list comes as a snapshot, history when looked at. */
export const MAX_BACKLOG = 5_000;

export type SyncDeps = {
  readonly store: DeviceStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly handshake: Handshake;
  readonly log: Log;
};

export type SyncHooks = {
  /** After every step of the machine. */
  stepped(state: DeviceState): void;
  /** The store has more than before. */
  stored(): void;
  /** A page of a fresh list is stored. */
  listed(generation: string, page: SnapshotPage): void;
  /** The server will not serve this device again. */
  ended(code: string): void;
  /** Another tab leads. */
  fenced(): void;
};

/** Feeds the device's state machine with what happens and carries out its effects. Decides nothing itself. */
export class SyncRuntime {
  readonly #deps: SyncDeps;
  readonly #hooks: SyncHooks;
  readonly #timers = new Map<TimerId, Undo>();
  readonly #waiting: DeviceEvent[] = [];
  readonly #unlisten: Undo;
  #state: DeviceState = INITIAL_DEVICE_STATE;
  #stepping = false;
  #closed = false;

  constructor(deps: SyncDeps, hooks: SyncHooks) {
    this.#deps = deps;
    this.#hooks = hooks;
    this.#unlisten = deps.transport.listen((event) => this.#heard(event));
  }

  get state(): DeviceState {
    return this.#state;
  }

  start(fence: number, position: Position | null, online: boolean): void {
    this.dispatch({ kind: 'start', fence, position, online });
  }

  /** Ends it for good: drops the connection, and passes over whatever is still under way. */
  close(): void {
    if (this.#closed) return;
    this.dispatch({ kind: 'stop' });
    this.#closed = true;
    this.#unlisten();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** Takes events one at a time, in order, also those that an effect brings about at once. */
  dispatch(event: DeviceEvent): void {
    if (this.#closed) return;
    this.#waiting.push(event);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        const { state, effects } = reduceDevice(this.#state, next);
        this.#state = state;
        for (const effect of effects) this.#run(effect);
        this.#hooks.stepped(state);
      }
    } finally {
      this.#stepping = false;
    }
  }

  #heard(event: TransportEvent): void {
    switch (event.kind) {
      case 'hello':
        return this.dispatch({ kind: 'connected', bounds: event.bounds });
      case 'push':
        return this.dispatch({ kind: 'pushed', frame: event.frame });
      case 'refused':
        return this.dispatch({ kind: 'refused', code: event.code });
      case 'closed':
        return this.dispatch({
          kind: 'disconnected',
          random: this.#deps.random.next(),
          ...(event.reconnectInMs === undefined ? {} : { reconnectInMs: event.reconnectInMs }),
        });
      case 'session-push':
      case 'session-moved':
      case 'company':
        // Others see to these.
        return;
    }
  }

  #run(effect: DeviceEffect): void {
    const { transport, handshake, store } = this.#deps;
    switch (effect.kind) {
      case 'connect':
        return transport.connect(handshake);
      case 'disconnect':
        return transport.disconnect();
      case 'pull':
        return void this.#pull(effect);
      case 'snapshot':
        return void this.#snapshot(effect);
      case 'apply':
        return void this.#write(store.apply(this.#state.fence, effect.frame));
      case 'replace': {
        const { page, generation, position } = effect;
        const written = store.replace(this.#state.fence, page, generation, position);
        const listed = written.then(() => {
          this.#hooks.listed(generation, page);
          return page.next === null ? position : null;
        });
        return void this.#write(listed);
      }
      case 'arm-timer':
        return this.#arm(effect.timer, effect.inMs);
      case 'cancel-timer':
        this.#timers.get(effect.timer)?.();
        return void this.#timers.delete(effect.timer);
      case 'end':
        return this.#hooks.ended(effect.code);
      case 'step-down':
        return this.#hooks.fenced();
    }
  }

  #arm(timer: TimerId, inMs: number): void {
    this.#timers.get(timer)?.();
    this.#timers.set(
      timer,
      this.#deps.clock.after(inMs, () => {
        this.#timers.delete(timer);
        this.dispatch({ kind: 'timer', timer });
      }),
    );
  }

  async #pull({ request, position }: Extract<DeviceEffect, { kind: 'pull' }>): Promise<void> {
    const asked = { ...position, limit: LIMITS.pullPage, maxBacklog: MAX_BACKLOG };
    const answer = await this.#deps.transport.request('sync:pull', asked, ANSWER_WITHIN);
    if (answer.ok) this.dispatch({ kind: 'pulled', request, answer });
    else this.#failed(request, answer);
  }

  async #snapshot({ request, cursor }: Extract<DeviceEffect, { kind: 'snapshot' }>): Promise<void> {
    const asked = { cursor, limit: LIMITS.snapshotPage };
    const answer = await this.#deps.transport.request('sync:snapshot', asked, ANSWER_WITHIN);
    if (answer.ok) this.dispatch({ kind: 'snapshotted', request, page: answer });
    else this.#failed(request, answer);
  }

  #failed(request: number, { code, detail }: { readonly code: string; readonly detail?: string }): void {
    if (endsDevice(code)) return this.dispatch({ kind: 'refused', code });
    this.dispatch({
      kind: 'request-failed',
      request,
      timedOut: detail === 'timeout',
      random: this.#deps.random.next(),
    });
  }

  async #write(written: Promise<Position | null>): Promise<void> {
    try {
      const position = await written;
      this.dispatch(position === null ? { kind: 'page-stored' } : { kind: 'applied', position });
      this.#hooks.stored();
    } catch (error) {
      this.#deps.log.note('store-failed', { error: error instanceof Error ? error.name : 'unknown' });
      // A gap: the store is not where this tab left it (the user cleared it). As with another leader, begin anew.
      if (error instanceof FencedError || error instanceof GapError) return this.dispatch({ kind: 'fenced' });
      this.dispatch({ kind: 'store-failed', random: this.#deps.random.next() });
    }
  }
}
