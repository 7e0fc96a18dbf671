import type { Position } from '../device-store.ts';
import type { PullAnswer } from '../pages.ts';
import type { DeviceEvent, DeviceEventKind, DeviceState, Phase, Step } from './machine-types.ts';
import { advance, beginResync, connected, failed, first, hold, insert, leave, lost, reach, stay } from './moves.ts';

/**
 * The device's sync as a pure function: every phase answers every event (the table below is total by type), and every
 * loop back to the network either makes progress or waits (SPEC DV-9).
 */
export const INITIAL_DEVICE_STATE: DeviceState = {
  phase: 'idle',
  online: true,
  position: null,
  fence: 0,
  writing: null,
  head: 0,
  held: [],
  request: null,
  requests: 0,
  failures: 0,
  timer: null,
  resync: null,
  catchUpFrom: 0,
  refusal: null,
};

/** What follows from an event. Nothing else decides: the runtime only carries out the effects. */
export function reduceDevice(state: DeviceState, event: DeviceEvent): Step {
  const answer = TABLE[state.phase][event.kind] as Answer<DeviceEventKind>;
  return answer(state, event);
}

type EventOf<K extends DeviceEventKind> = Extract<DeviceEvent, { kind: K }>;
type Answer<K extends DeviceEventKind> = (state: DeviceState, event: EventOf<K>) => Step;
type Row = { readonly [K in DeviceEventKind]: Answer<K> };

const ignore = (state: DeviceState): Step => stay(state);

/** Results of the store are taken in every phase: the write went on whatever became of the connection. */
const written = (state: DeviceState, position: Position | null): DeviceState => ({
  ...state,
  writing: null,
  position: position ?? state.position,
});

const start: Answer<'start'> = (state, event) => {
  const { fence, position, online } = event;
  const fresh: DeviceState = {
    ...INITIAL_DEVICE_STATE,
    requests: state.requests,
    phase: 'connecting',
    fence,
    position,
    online,
  };
  return online ? stay(fresh, { kind: 'connect' }) : stay(fresh);
};

const stop: Answer<'stop'> = (state) => leave(state, 'idle');

const fenced: Answer<'fenced'> = (state) => first([{ kind: 'step-down' }], leave(written(state, null), 'idle'));

const refused: Answer<'refused'> = (state, event) =>
  first([{ kind: 'end', code: event.code }], leave({ ...state, refusal: event.code }, 'refused'));

const goneOffline = (state: DeviceState): Step => leave({ ...state, online: false }, 'connecting');

/** Down: rest until the network is back. */
const down: Row = {
  start: ignore,
  stop,
  connected: (state, event) => connected(state, event.bounds),
  // A late word of a link that was given up already: the next attempt is on its way.
  disconnected: (state, event) => (state.timer === null ? lost(state, event.random, event.reconnectInMs) : stay(state)),
  refused,
  network: (state, event) => {
    if (!event.online) return state.online ? goneOffline(state) : stay(state);
    const up: DeviceState = { ...state, online: true, timer: null };
    if (!state.online) return stay(up, { kind: 'connect' });
    // Already trying: only a wait is cut short.
    if (state.timer === null) return stay(state);
    return stay(up, { kind: 'cancel-timer', timer: state.timer }, { kind: 'connect' });
  },
  pushed: ignore,
  pulled: ignore,
  snapshotted: ignore,
  'request-failed': ignore,
  applied: (state, event) => stay(written(state, event.position)),
  'page-stored': (state) => stay(written(state, null)),
  'store-failed': (state) => stay(written(state, null)),
  distrusted: ignore,
  fenced,
  timer: (state, event) =>
    event.timer === state.timer ? stay({ ...state, timer: null }, { kind: 'connect' }) : stay(state),
};

/** What the three connected phases have in common. */
const up: Omit<Row, 'pushed' | 'pulled' | 'snapshotted' | 'applied' | 'page-stored' | 'distrusted'> = {
  start: ignore,
  stop,
  connected: (state, event) => connected(state, event.bounds),
  disconnected: (state, event) => lost(state, event.random, event.reconnectInMs),
  refused,
  network: (state, event) => (event.online ? probe(state) : goneOffline(state)),
  'request-failed': (state, event) => {
    if (event.request !== state.request) return stay(state);
    if (event.timedOut) return first([{ kind: 'disconnect' }], lost(state, event.random));
    const { state: waiting, effects } = failed({ ...state, request: null }, event.random);
    return first(effects, advance(waiting));
  },
  'store-failed': (state, event) => storeFailed(state, event.random),
  fenced,
  timer: (state, event) => (event.timer === state.timer ? advance({ ...state, timer: null }) : stay(state)),
};

const following: Row = {
  ...up,
  pushed: (state, event) => {
    if (event.frame.epoch !== state.position?.epoch) return beginResync(state);
    return advance(hold(state, event.frame));
  },
  pulled: (state, event) => (event.request === state.request ? answered(state, event.answer) : stay(state)),
  snapshotted: ignore,
  distrusted: (state) => beginResync(state),
  applied: (state, event) => advance(written(state, event.position)),
  'page-stored': (state) => advance(written(state, null)),
};

const resyncing: Row = {
  ...up,
  // Kept: they may continue the position that the snapshot starts from. Another epoch's are sorted out at its end.
  pushed: (state, event) => stay({ ...state, held: insert(state.held, event.frame) }),
  pulled: ignore,
  distrusted: ignore,
  snapshotted: (state, event) => {
    if (event.request !== state.request || state.resync === null) return stay(state);
    const { page } = event;
    const position = state.resync.position ?? { epoch: page.epoch, checkpoint: page.checkpoint };
    // The numbering began anew between two pages: the pages before are of no use.
    if (position.epoch !== page.epoch) return beginResync({ ...state, request: null });
    return advance({
      ...state,
      request: null,
      head: Math.max(page.epoch === state.position?.epoch ? state.head : 0, page.head),
      resync: { ...state.resync, position, page },
    });
  },
  applied: (state, event) => {
    const { writing, resync } = state;
    const done = writing?.kind === 'page' && writing.final && writing.generation === resync?.generation;
    const next = written(state, event.position);
    if (!done) return advance(next);
    const held = next.held.filter((frame) => frame.epoch === event.position.epoch);
    // What was pushed meanwhile may also say that there is more than it brings.
    const head = Math.max(next.head, ...held.map((frame) => frame.head));
    return advance({ ...next, phase: 'pulling', head, resync: null, held, catchUpFrom: event.position.checkpoint });
  },
  'page-stored': (state) => {
    const { writing, resync } = state;
    const begun = resync !== null && writing?.kind === 'page' && writing.generation === resync.generation;
    return advance(written(begun ? { ...state, resync: { ...resync, begun } } : state, null));
  },
};

const atRest: Row = {
  start,
  stop: ignore,
  connected: (state) => stay(state, { kind: 'disconnect' }),
  disconnected: ignore,
  refused: ignore,
  network: (state, event) => stay({ ...state, online: event.online }),
  pushed: ignore,
  pulled: ignore,
  snapshotted: ignore,
  'request-failed': ignore,
  applied: (state, event) => stay(written(state, event.position)),
  'page-stored': (state) => stay(written(state, null)),
  'store-failed': (state) => stay(written(state, null)),
  distrusted: ignore,
  fenced: ignore,
  timer: ignore,
};

const TABLE: Record<Phase, Row> = {
  idle: atRest,
  connecting: down,
  pulling: following,
  live: following,
  resyncing,
  refused: { ...atRest, stop },
};

/** The answer to the pull that is under way. */
function answered(state: DeviceState, answer: PullAnswer): Step {
  const open: DeviceState = { ...state, request: null };
  switch (answer.outcome) {
    case 'continue': {
      if (answer.frame.epoch !== state.position?.epoch) return beginResync(open);
      const before = reach(open);
      const next = hold(open, answer.frame);
      // A server that answers without progress must not be asked again at once.
      return reach(next) > before ? advance(next) : pause(next);
    }
    case 'up-to-date': {
      if (answer.epoch !== state.position?.epoch) return beginResync(open);
      const next = { ...open, head: Math.max(open.head, answer.head) };
      return reach(next) >= next.head ? advance(next) : pause(next);
    }
    case 'too-far':
    case 'below-floor':
    case 'other-epoch':
      return beginResync(open);
  }
}

/** Waits before the next request, and does meanwhile what is possible without one. */
function pause(state: DeviceState): Step {
  const { state: waiting, effects } = failed(state, 0.5);
  return first(effects, advance(waiting));
}

/** Asks for what follows although nothing is known to be missing: no answer in time means that the link is dead. */
function probe(state: DeviceState): Step {
  const awake: DeviceState = { ...state, online: true };
  if (state.position === null || state.request !== null || state.phase === 'resyncing') return stay(awake);
  const request = state.requests + 1;
  const position = { epoch: state.position.epoch, checkpoint: reach(state) };
  return stay({ ...awake, request, requests: request }, { kind: 'pull', request, position });
}

/** Nothing was written. The same is fetched again after a wait, a snapshot from its beginning. */
function storeFailed(state: DeviceState, random: number): Step {
  const idle: DeviceState = { ...written(state, null), held: [], request: null };
  const { state: waiting, effects } = failed(idle, random);
  return first(effects, state.phase === 'resyncing' ? beginResync(waiting) : advance(waiting));
}
