import type { Bounds, SyncFrame } from '../pages.ts';
import type { SeqId } from '../seq.ts';
import { waitFor } from './backoff.ts';
import type { DeviceEffect, DeviceState, Step, TimerId } from './machine-types.ts';

/** The moves that the machine's table is made of. Each takes a state and gives a step. */

/** Frames kept aside at most; beyond that the newest are let go, since a pull brings them again. */
export const MAX_HELD_FRAMES = 64;

/** Items that are written at once at most: those of a page. A single frame may have more. */
export const MAX_WRITTEN_ITEMS = 200;

export function stay(state: DeviceState, ...effects: readonly DeviceEffect[]): Step {
  return { state, effects };
}

export function first(effects: readonly DeviceEffect[], step: Step): Step {
  return { state: step.state, effects: [...effects, ...step.effects] };
}

/** How far the whole prefix reaches with what is being written and what waits: the next SeqId to ask for, minus one. */
export function reach(state: DeviceState): SeqId {
  let to = state.position?.checkpoint ?? 0;
  if (state.writing?.kind === 'frame') to = Math.max(to, state.writing.to);
  for (const frame of state.held) {
    if (frame.from > to + 1) break;
    to = Math.max(to, frame.to);
  }
  return to;
}

/** Keeps a frame aside unless all of it is known. A frame of another epoch means that the numbering began anew. */
export function hold(state: DeviceState, frame: SyncFrame): DeviceState {
  const head = Math.max(state.head, frame.head);
  if (frame.to <= reach(state)) return { ...state, head };
  return { ...state, head, held: insert(state.held, frame) };
}

/** Adds a frame to those kept aside, in order; past the bound the newest are let go. */
export function insert(held: readonly SyncFrame[], frame: SyncFrame): readonly SyncFrame[] {
  return [...held, frame].sort((a, b) => a.from - b.from || a.to - b.to).slice(0, MAX_HELD_FRAMES);
}

/**
 * Does what is possible next while connected: hand one contiguous frame to the store, ask for what is missing, or
 * rest. Called after every event, so no path can forget to go on.
 */
export function advance(state: DeviceState): Step {
  if (state.phase === 'resyncing') return advanceResync(state);
  if (state.phase !== 'pulling' && state.phase !== 'live') return stay(state);
  if (state.position === null) return beginResync(state);

  const { checkpoint } = state.position;
  const held = state.held.filter((frame) => frame.to > checkpoint);
  let next: DeviceState = held.length === state.held.length ? state : { ...state, held };
  const effects: DeviceEffect[] = [];

  if (next.writing === null && (next.held[0]?.from ?? Infinity) <= checkpoint + 1) {
    const { frame, rest } = joinHeld(next.held);
    next = { ...next, held: rest, writing: { kind: 'frame', to: frame.to } };
    effects.push({ kind: 'apply', frame });
  }

  const whole = reach(next);
  if (whole < next.head) {
    if (next.request === null && next.timer === null) {
      const request = next.requests + 1;
      const catchUpFrom = next.phase === 'live' ? checkpoint : next.catchUpFrom;
      next = { ...next, phase: 'pulling', catchUpFrom, request, requests: request };
      effects.push({ kind: 'pull', request, position: { epoch: state.position.epoch, checkpoint: whole } });
    }
  } else if (next.writing === null && next.request === null && next.timer === null) {
    next = { ...next, phase: 'live', failures: 0 };
  }
  return stay(next, ...effects);
}

/**
 * The first of the frames kept aside with those that continue it, as one: what came while the store was writing is written
 * together, so that a burst costs the store few transactions, and a single frame waits for nothing.
 */
function joinHeld(held: readonly SyncFrame[]): { readonly frame: SyncFrame; readonly rest: readonly SyncFrame[] } {
  const [start, ...others] = held;
  if (start === undefined) throw new Error('no frame is kept aside');
  let frame = start;
  let taken = 0;
  for (const next of others) {
    const fits = frame.items.length + next.items.length <= MAX_WRITTEN_ITEMS;
    if (!fits || next.from > frame.to + 1 || next.epoch !== frame.epoch) break;
    frame = joinFrames(frame, next);
    taken += 1;
  }
  return { frame, rest: others.slice(taken) };
}

function joinFrames(frame: SyncFrame, next: SyncFrame): SyncFrame {
  return {
    epoch: frame.epoch,
    from: frame.from,
    to: Math.max(frame.to, next.to),
    head: Math.max(frame.head, next.head),
    floor: Math.max(frame.floor, next.floor),
    items: [...frame.items, ...next.items.filter(({ syncSeq }) => syncSeq > frame.to)],
    users: [...frame.users, ...next.users],
  };
}

function advanceResync(state: DeviceState): Step {
  const { resync } = state;
  if (resync === null || state.writing !== null) return stay(state);
  if (resync.page !== null && resync.position !== null) {
    const { page, position, generation } = resync;
    return stay(
      {
        ...state,
        writing: { kind: 'page', generation, final: page.next === null },
        resync: { ...resync, page: null, cursor: page.next, sessions: resync.sessions + page.sessions.length },
      },
      { kind: 'replace', page, generation, position },
    );
  }
  if (state.request !== null || state.timer !== null) return stay(state);
  const request = state.requests + 1;
  return stay({ ...state, request, requests: request }, { kind: 'snapshot', request, cursor: resync.cursor });
}

/** The position is of no use: take a snapshot. Frames kept aside may continue it, so they stay. */
export function beginResync(state: DeviceState): Step {
  const requests = state.requests + 1;
  return advance({
    ...state,
    phase: 'resyncing',
    request: null,
    requests,
    resync: {
      generation: `${state.fence}.${requests}`,
      position: null,
      page: null,
      cursor: null,
      begun: false,
      sessions: 0,
    },
  });
}

/** A connection stands: decide by the server's bounds whether the position can go on. */
export function connected(state: DeviceState, bounds: Bounds): Step {
  const fresh: DeviceState = {
    ...state,
    head: bounds.head,
    held: [],
    request: null,
    timer: null,
    resync: null,
    catchUpFrom: state.position?.checkpoint ?? 0,
  };
  const { position } = fresh;
  const usable =
    position !== null &&
    position.epoch === bounds.epoch &&
    position.checkpoint <= bounds.head &&
    position.checkpoint >= bounds.floor - 1;
  return usable ? advance({ ...fresh, phase: 'pulling' }) : beginResync(fresh);
}

/** The link is gone. What was kept aside is let go: the next connection pulls from the checkpoint. */
export function lost(state: DeviceState, random: number, reconnectInMs?: number): Step {
  const down: DeviceState = {
    ...state,
    phase: 'connecting',
    held: [],
    request: null,
    resync: null,
    timer: null,
    failures: state.failures + 1,
  };
  const cancel: DeviceEffect[] = state.timer === null ? [] : [{ kind: 'cancel-timer', timer: state.timer }];
  if (!state.online) return stay(down, ...cancel);
  const inMs = reconnectInMs ?? waitFor(state.failures, random);
  return first(cancel, wait(down, 'reconnect', inMs));
}

export function wait(state: DeviceState, timer: TimerId, inMs: number): Step {
  return stay({ ...state, timer }, { kind: 'arm-timer', timer, inMs });
}

/** The request brought nothing: go on after a wait, with what is here meanwhile. */
export function failed(state: DeviceState, random: number): Step {
  return wait({ ...state, failures: state.failures + 1 }, 'retry', waitFor(state.failures, random));
}

/** Ends the connection on purpose and goes to `phase`. The store write under way, if any, still reports. */
export function leave(state: DeviceState, phase: 'idle' | 'refused' | 'connecting'): Step {
  const cancel: DeviceEffect[] = state.timer === null ? [] : [{ kind: 'cancel-timer', timer: state.timer }];
  return stay({ ...state, phase, held: [], request: null, resync: null, timer: null }, ...cancel, {
    kind: 'disconnect',
  });
}
