import { type AnswerOf, type Failure, LIMITS, failure, textBytes } from '@tidemark/protocol';
import {
  type DeviceStore,
  INITIAL_OUTBOX_STATE,
  type MessageChange,
  type OutboxAction,
  type OutboxEffect,
  type OutboxEvent,
  type OutboxItem,
  type OutboxState,
  reduceOutbox,
} from '@tidemark/timeline';
import type { Clock, Log, Random, Transport, Undo } from '../ports.ts';
import { endsDevice } from './codes.ts';
import { ANSWER_WITHIN } from './sync-runtime.ts';

export type OutboxDeps = {
  readonly store: DeviceStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
};

export type OutboxHooks = {
  /** The number under which this tab writes. */
  fence(): number;
  /** The number of messages that wait has changed, or may have. */
  queued(count: number): void;
  /** A send was refused for a reason that ends the device. */
  ended(code: string): void;
};

/** Drains the durable outbox: one action in flight per session, the rest decided by the outbox reducer. */
export class OutboxRunner {
  readonly #deps: OutboxDeps;
  readonly #hooks: OutboxHooks;
  readonly #timers = new Set<Undo>();
  /** Client ids answered, with the count of answers at that moment: a reading of the store begun before is stale. */
  readonly #answered = new Map<string, number>();
  #answers = 0;
  /** Whose text was changed after it was put into the outbox. */
  #amended: ReadonlySet<string> = new Set();
  #state: OutboxState = INITIAL_OUTBOX_STATE;
  #connection = 0;
  #loading = false;
  #loadAgain = false;
  #closed = false;

  constructor(deps: OutboxDeps, hooks: OutboxHooks) {
    this.#deps = deps;
    this.#hooks = hooks;
  }

  /** Messages and changes of messages that wait to be sent, as far as known; markers and own data are not told of. */
  get queued(): number {
    return this.#state.queue.filter(({ action }) => action.kind !== 'read' && action.kind !== 'set').length;
  }

  connected(up: boolean): void {
    if (up === this.#state.connected) return;
    this.#connection += 1;
    this.#dispatch({ kind: up ? 'connected' : 'disconnected' });
    if (up) this.look();
  }

  /** Looks what is in the store's outbox now. Any number of calls while it looks make it look once more. */
  look(): void {
    this.#loadAgain = true;
    if (!this.#loading) void this.#load();
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  async #load(): Promise<void> {
    this.#loading = true;
    try {
      while (this.#loadAgain && !this.#closed) {
        this.#loadAgain = false;
        const begun = this.#answers;
        const connection = this.#connection;
        const items = await this.#deps.store.outbox();
        // Read before this connection: what goes first may be another now.
        if (connection !== this.#connection) {
          this.#loadAgain = true;
          continue;
        }
        this.#amended = new Set(items.filter(({ amended }) => amended).map(({ clientId }) => clientId));
        const current = items.filter((item) => (this.#answered.get(item.clientId) ?? 0) <= begun);
        this.#dispatch({ kind: 'loaded', items: current });
      }
    } catch (error) {
      this.#deps.log.note('outbox-unreadable', { error: error instanceof Error ? error.name : 'unknown' });
      this.#after(5_000, () => this.look());
    } finally {
      this.#loading = false;
      for (const [clientId, at] of this.#answered) if (at <= this.#answers) this.#answered.delete(clientId);
    }
  }

  #dispatch(event: OutboxEvent): void {
    if (this.#closed) return;
    const { state, effects } = reduceOutbox(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#run(effect);
    this.#hooks.queued(this.queued);
  }

  #run(effect: OutboxEffect): void {
    switch (effect.kind) {
      case 'send':
        return void this.#send(effect.item);
      case 'settle':
        return void this.#settle(effect);
      case 'arm-timer':
        return this.#after(effect.inMs, () => this.#dispatch({ kind: 'timer', sessionId: effect.sessionId }));
    }
  }

  async #send(item: OutboxItem): Promise<void> {
    const { clientId } = item;
    const connection = this.#connection;
    const answer = await this.#ask(item);
    // Of an earlier connection: the action counts as queued again, and may be in flight anew.
    if (this.#closed || connection !== this.#connection) return;
    if (answer.ok) {
      const entry = 'entry' in answer ? answer.entry : null;
      const { seq, at } = entry ?? { seq: 'readSeq' in answer ? answer.readSeq : 0, at: this.#deps.clock.now() };
      return this.#dispatch({ kind: 'stored', clientId, seq, at, entry });
    }
    const { code, retryAfterMs } = answer;
    const ends = endsDevice(code);
    this.#dispatch({
      kind: 'failed',
      clientId,
      code,
      retryable: answer.retryable || ends,
      random: this.#deps.random.next(),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
    if (ends) this.#hooks.ended(code);
  }

  #ask(item: OutboxItem): Promise<AnswerOf<'message:send'> | AnswerOf<'read:mark'> | Failure> {
    const { transport } = this.#deps;
    const { sessionId, clientId, action } = item;
    // Beyond what a connection takes the server would cut it without a word, again and again.
    const most = action.kind === 'set' ? LIMITS.ownValueBytes : LIMITS.textBytes;
    if (textBytes(textOf(action)) > most) return Promise.resolve(failure('text-too-long'));
    const of = { sessionId, clientId };
    switch (action.kind) {
      case 'send':
        return transport.request('message:send', { ...of, ...sendRequest(action) }, ANSWER_WITHIN);
      case 'read':
        return transport.request('read:mark', { sessionId, seq: action.seq }, ANSWER_WITHIN);
      case 'change':
        return this.#askChange(of, action.change);
      case 'set':
        return transport.request('own:set', { clientId, key: action.key, value: action.value }, ANSWER_WITHIN);
    }
  }

  #askChange(of: { sessionId: string; clientId: string }, change: MessageChange) {
    const { transport } = this.#deps;
    const { target, targetClientId } = change;
    const named = { ...of, target, ...(targetClientId === undefined ? {} : { targetClientId }) };
    switch (change.kind) {
      case 'edit': {
        const mentions = change.mentions?.length ? { mentions: [...change.mentions] } : {};
        return transport.request('message:edit', { ...named, text: change.text, ...mentions }, ANSWER_WITHIN);
      }
      case 'recall':
        return transport.request('message:recall', named, ANSWER_WITHIN);
      case 'react':
        return transport.request('message:react', { ...named, emoji: change.emoji, on: change.on }, ANSWER_WITHIN);
      case 'pin':
        return transport.request('message:pin', { ...named, on: change.on }, ANSWER_WITHIN);
    }
  }

  async #settle({ clientId, state, entry }: Extract<OutboxEffect, { kind: 'settle' }>): Promise<void> {
    const { store, log } = this.#deps;
    // Until the store has it, a reading shows the action as still queued.
    this.#answered.set(clientId, Infinity);
    try {
      const isVoid = state.kind === 'refused' && (await this.#isVoid(clientId));
      if (isVoid) await store.discard(clientId);
      else await store.settle(clientId, state, entry ? { fence: this.#hooks.fence(), entry } : undefined);
    } catch (error) {
      // The action stays queued and goes again, under the same client id.
      log.note('settle-failed', { clientId, error: error instanceof Error ? error.name : 'unknown' });
    }
    // What was written since has become an action of its own.
    if (this.#amended.has(clientId)) this.look();
    this.#answers += 1;
    if (this.#loading) this.#answered.set(clientId, this.#answers);
    else this.#answered.delete(clientId);
  }

  /** True for what is of no interest to anyone once it is refused: it holds nothing that the user has written. */
  async #isVoid(clientId: string): Promise<boolean> {
    const items = await this.#deps.store.outbox();
    return items.some((item) => item.clientId === clientId && textOf(item.action) === '');
  }

  #after(ms: number, run: () => void): void {
    const cancel = this.#deps.clock.after(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }
}

/** What of an action the user has written. */
function textOf(action: OutboxAction): string {
  if (action.kind === 'send') return action.text;
  if (action.kind === 'set') return action.value ?? '';
  return action.kind === 'change' && action.change.kind === 'edit' ? action.change.text : '';
}

function sendRequest({ text, replyTo, mentions, forwardOf }: Extract<OutboxAction, { kind: 'send' }>) {
  return {
    text,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(mentions?.length ? { mentions: [...mentions] } : {}),
    ...(forwardOf ? { forwardOf } : {}),
  };
}
