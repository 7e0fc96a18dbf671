import type { OutboxItem } from '../device-store.ts';
import type { Entry } from '../entry.ts';
import { waitFor } from './backoff.ts';

/**
 * The outbox as a pure function: one lane per session, one action in flight per lane, so that one device's messages in
 * one session keep their order (invariant 4). The store holds the actions; this decides what to send and when. Every
 * action keeps its client id, so sending it again is always safe.
 */
export type OutboxState = {
  readonly connected: boolean;
  /** Queued actions in the user's order. What is stored or refused has left this list. */
  readonly queue: readonly OutboxItem[];
  /** Client id in flight, by session. */
  readonly inFlight: ReadonlyMap<string, string>;
  /** Lanes that wait before they try again: failures in a row, by session. */
  readonly waiting: ReadonlyMap<string, number>;
  /** Failures in a row of lanes that do not wait at this moment. */
  readonly failures: ReadonlyMap<string, number>;
};

export type OutboxEvent =
  /** `loaded` has to follow. */
  | { readonly kind: 'connected' }
  | { readonly kind: 'disconnected' }
  /** The queued actions as the store has them: at the start, and whenever any tab has changed them. */
  | { readonly kind: 'loaded'; readonly items: readonly OutboxItem[] }
  /** `entry` is what the server has stored; a read marker has none. */
  | {
      readonly kind: 'stored';
      readonly clientId: string;
      readonly seq: number;
      readonly at: number;
      readonly entry: Entry | null;
    }
  /** The server said no. Retryable: not now. Otherwise: never. */
  | {
      readonly kind: 'failed';
      readonly clientId: string;
      readonly code: string;
      readonly retryable: boolean;
      readonly retryAfterMs?: number;
      readonly random: number;
    }
  | { readonly kind: 'timer'; readonly sessionId: string };

export type OutboxEffect =
  | { readonly kind: 'send'; readonly item: OutboxItem }
  | {
      readonly kind: 'settle';
      readonly clientId: string;
      readonly state: SettledState;
      readonly entry: Entry | null;
    }
  | { readonly kind: 'arm-timer'; readonly sessionId: string; readonly inMs: number };

export type SettledState = Exclude<OutboxItem['state'], { kind: 'queued' }>;

export type OutboxStep = { readonly state: OutboxState; readonly effects: readonly OutboxEffect[] };

export const INITIAL_OUTBOX_STATE: OutboxState = {
  connected: false,
  queue: [],
  inFlight: new Map(),
  waiting: new Map(),
  failures: new Map(),
};

export function reduceOutbox(state: OutboxState, event: OutboxEvent): OutboxStep {
  switch (event.kind) {
    case 'connected':
      // What to send first is read anew from the store: the numbering may have begun another life meanwhile, and with
      // it actions that were done are queued again.
      return {
        state: { ...state, connected: true, queue: [], waiting: new Map(), failures: new Map() },
        effects: [],
      };
    case 'disconnected':
      // Whether the server took what was in flight is unknown: it stays queued and goes again under its client id.
      return { state: { ...state, connected: false, inFlight: new Map(), waiting: new Map() }, effects: [] };
    case 'loaded':
      return send({ ...state, queue: event.items.filter((item) => item.state.kind === 'queued') });
    case 'timer':
      return send({ ...state, waiting: without(state.waiting, event.sessionId) });
    case 'stored':
      return settled(state, event.clientId, { kind: 'stored', seq: event.seq, at: event.at }, event.entry);
    case 'failed':
      return event.retryable
        ? retryLater(state, event)
        : settled(state, event.clientId, { kind: 'refused', code: event.code }, null);
  }
}

/** Sends the first queued action of every free lane. */
function send(state: OutboxState): OutboxStep {
  if (!state.connected) return { state, effects: [] };
  const inFlight = new Map(state.inFlight);
  const effects: OutboxEffect[] = [];
  for (const item of state.queue) {
    if (inFlight.has(item.sessionId) || state.waiting.has(item.sessionId)) continue;
    inFlight.set(item.sessionId, item.clientId);
    effects.push({ kind: 'send', item });
  }
  return { state: { ...state, inFlight }, effects };
}

function settled(state: OutboxState, clientId: string, answer: SettledState, entry: Entry | null): OutboxStep {
  const sessionId = laneOf(state, clientId);
  const next: OutboxState = {
    ...state,
    queue: state.queue.filter((item) => item.clientId !== clientId),
    inFlight: sessionId === null ? state.inFlight : without(state.inFlight, sessionId),
    failures: sessionId === null ? state.failures : without(state.failures, sessionId),
  };
  const step = send(next);
  return { state: step.state, effects: [{ kind: 'settle', clientId, state: answer, entry }, ...step.effects] };
}

function retryLater(state: OutboxState, event: Extract<OutboxEvent, { kind: 'failed' }>): OutboxStep {
  const sessionId = laneOf(state, event.clientId);
  // An answer to a connection that is gone: the action is queued again already.
  if (sessionId === null) return { state, effects: [] };
  const failures = (state.failures.get(sessionId) ?? 0) + 1;
  const inMs = Math.max(event.retryAfterMs ?? 0, waitFor(failures - 1, event.random));
  return {
    state: {
      ...state,
      inFlight: without(state.inFlight, sessionId),
      waiting: new Map(state.waiting).set(sessionId, failures),
      failures: new Map(state.failures).set(sessionId, failures),
    },
    effects: [{ kind: 'arm-timer', sessionId, inMs }],
  };
}

function laneOf(state: OutboxState, clientId: string): string | null {
  for (const [sessionId, inFlight] of state.inFlight) if (inFlight === clientId) return sessionId;
  return null;
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
