import type { Follow } from '../device-store.ts';
import { waitFor } from './backoff.ts';
import type { FollowerEvent, FollowerState, FollowerStep } from './follower-types.ts';

/** The most sessions that one question names. */
export const MAX_FOLLOWS = 200;
/** How often everything that is followed is asked for though nothing seems to be missing, in ms. */
export const CHECK_MS = 30_000;

export const INITIAL_FOLLOWER_STATE: FollowerState = {
  connected: false,
  follows: new Map(),
  told: new Set(),
  due: new Set(),
  asked: null,
  requests: 0,
  failures: 0,
  timer: null,
};

/** One step of the follower. Total: every event is answered in every state. */
export function reduceFollower(state: FollowerState, event: FollowerEvent): FollowerStep {
  switch (event.kind) {
    case 'connected':
      return pump(allDue({ ...state, connected: true, told: new Set(), asked: null, failures: 0, timer: null }));
    case 'disconnected':
      return {
        state: { ...state, connected: false, told: new Set(), asked: null, timer: null },
        effects: [{ kind: 'cancel-timer' }],
      };
    case 'follows':
      return pump(withFollows(state, event.follows));
    case 'moved':
      return pump(withDue({ ...state, told: without(state.told, event.sessionIds) }, event.sessionIds));
    case 'answered': {
      if (event.request !== state.asked?.request) return { state, effects: [] };
      const told = new Set([...state.told, ...event.answer.followed.map(({ sessionId }) => sessionId)]);
      return { state: { ...state, told }, effects: [{ kind: 'catch-up', answer: event.answer }] };
    }
    case 'failed':
      if (event.request !== state.asked?.request) return { state, effects: [] };
      return waitToRetry(withDue({ ...state, asked: null }, state.asked.sessionIds), event.random);
    case 'caught-up':
      return caughtUp(state, event.follows, event.random);
    case 'timer': {
      if (event.timer !== state.timer) return { state, effects: [] };
      const rung = { ...state, timer: null };
      return pump(event.timer === 'check' ? allDue(rung) : rung);
    }
  }
}

/** An answer that leaves its sessions behind was older than what is known: the next question waits, and waits longer. */
function caughtUp(state: FollowerState, follows: readonly Follow[], random: number): FollowerStep {
  const { asked } = state;
  if (asked === null) return pump(withFollows(state, follows));
  const next = withFollows({ ...state, asked: null }, follows);
  const still = asked.sessionIds.filter((sessionId) => next.follows.get(sessionId)?.behind);
  return still.length > 0 ? waitToRetry(next, random) : pump({ ...next, failures: 0 });
}

function withFollows(state: FollowerState, follows: readonly Follow[]): FollowerState {
  const known = new Map(follows.map((follow) => [follow.sessionId, follow]));
  const due = follows.filter(({ sessionId, behind }) => behind || !state.told.has(sessionId));
  const kept = [...state.due].filter((sessionId) => known.has(sessionId));
  const next = { ...state, follows: known, due: new Set(kept) };
  return withDue(
    next,
    due.map(({ sessionId }) => sessionId),
  );
}

function withDue(state: FollowerState, sessionIds: readonly string[]): FollowerState {
  const asked = new Set(state.asked?.sessionIds);
  const added = sessionIds.filter((sessionId) => state.follows.has(sessionId) && !asked.has(sessionId));
  return { ...state, due: new Set([...state.due, ...added]) };
}

function allDue(state: FollowerState): FollowerState {
  return withDue(state, [...state.follows.keys()]);
}

function without(set: ReadonlySet<string>, gone: readonly string[]): ReadonlySet<string> {
  return new Set([...set].filter((member) => !gone.includes(member)));
}

/** Asks for what is due, unless a question is under way or its turn is still to come. */
function pump(state: FollowerState): FollowerStep {
  if (!state.connected || state.asked !== null || state.timer === 'retry') return { state, effects: [] };
  if (state.due.size === 0) return armCheck(state);
  const sessionIds = [...state.due].slice(0, MAX_FOLLOWS);
  const request = state.requests + 1;
  const sessions = sessionIds.flatMap((sessionId) => {
    const follow = state.follows.get(sessionId);
    return follow ? [{ sessionId, seq: follow.seq }] : [];
  });
  const due = without(state.due, sessionIds);
  return {
    state: { ...state, due, requests: request, asked: { request, sessionIds }, timer: null },
    effects: [{ kind: 'cancel-timer' }, { kind: 'follow', request, sessions }],
  };
}

function armCheck(state: FollowerState): FollowerStep {
  if (state.timer !== null || state.follows.size === 0) return { state, effects: [] };
  return { state: { ...state, timer: 'check' }, effects: [{ kind: 'arm-timer', timer: 'check', inMs: CHECK_MS }] };
}

function waitToRetry(state: FollowerState, random: number): FollowerStep {
  if (!state.connected) return { state, effects: [] };
  return {
    state: { ...state, failures: state.failures + 1, timer: 'retry' },
    effects: [{ kind: 'arm-timer', timer: 'retry', inMs: waitFor(state.failures, random) }],
  };
}
