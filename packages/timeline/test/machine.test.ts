import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEVICE_EVENT_KINDS,
  INITIAL_DEVICE_STATE,
  MAX_WRITTEN_ITEMS,
  PHASES,
  WAIT,
  maySend,
  reduceDevice,
  syncProgress,
  waitFor,
} from '../src/index.ts';
import type { DeviceEffect, DeviceEvent, DeviceState, Phase, SyncFrame } from '../src/index.ts';
import { EPOCH, sampleEntry, sampleFrame, samplePage, sampleView } from '../src/testing/index.ts';

const bounds = (head: number, over = {}) => ({ epoch: EPOCH, head, floor: 1, ...over });
const frame = (from: number, to: number, over: Partial<SyncFrame> = {}) =>
  sampleFrame(
    from,
    Array.from({ length: to - from + 1 }, () => null),
    over,
  );
const at = (checkpoint: number, epoch = EPOCH) => ({ epoch, checkpoint });

/** Runs events from the start; returns the last state and all effects of the last event. */
function run(...events: readonly DeviceEvent[]): { state: DeviceState; effects: readonly DeviceEffect[] } {
  return events.reduce((step, event) => reduceDevice(step.state, event), {
    state: INITIAL_DEVICE_STATE,
    effects: [] as readonly DeviceEffect[],
  });
}

const start = (checkpoint: number | null): DeviceEvent => ({
  kind: 'start',
  fence: 1,
  position: checkpoint === null ? null : at(checkpoint),
  online: true,
});
const connected = (head: number, over = {}): DeviceEvent => ({ kind: 'connected', bounds: bounds(head, over) });
const kinds = (effects: readonly DeviceEffect[]) => effects.map((effect) => effect.kind);

describe('device machine', () => {
  it('DV-6: connects first, then pulls from the checkpoint', () => {
    expect(kinds(run(start(5)).effects)).toEqual(['connect']);
    const { state, effects } = run(start(5), connected(9));
    expect(state.phase).toBe('pulling');
    expect(effects).toEqual([{ kind: 'pull', request: 1, position: at(5) }]);
  });

  it('DV-6: is live at once when nothing is missing', () => {
    const { state, effects } = run(start(5), connected(5));
    expect(state.phase).toBe('live');
    expect(effects).toEqual([]);
  });

  it('O-03 DV-2: a push that overtakes the catch-up waits until the prefix is whole', () => {
    const pushed: DeviceEvent = { kind: 'pushed', frame: frame(10, 10) };
    const before = run(start(5), connected(9), pushed);
    expect(kinds(before.effects)).not.toContain('apply');
    const page: DeviceEvent = { kind: 'pulled', request: 1, answer: { outcome: 'continue', frame: frame(6, 9) } };
    const pulled = reduceDevice(before.state, page);
    expect(pulled.effects).toMatchObject([{ kind: 'apply', frame: { from: 6, to: 10 } }]);
    const done = reduceDevice(pulled.state, { kind: 'applied', position: at(10) });
    expect(done.state.phase).toBe('live');
  });

  it('O-05 DV-7: a hole is pulled at once, without waiting for another push', () => {
    const { state, effects } = run(start(5), connected(5), { kind: 'pushed', frame: frame(8, 8) });
    expect(effects).toEqual([{ kind: 'pull', request: 1, position: at(5) }]);
    expect(state.position).toEqual(at(5));
  });

  it('DV-2: what came while the store was writing is written together, what overlaps once, and not past a hole', () => {
    const entries = (from: number, to: number) =>
      sampleFrame(
        from,
        Array.from({ length: to - from + 1 }, (_, n) => sampleEntry(from + n)),
      );
    const pushed = (given: SyncFrame): DeviceEvent => ({ kind: 'pushed', frame: given });
    const before = run(start(5), connected(5), pushed(entries(6, 6)));
    expect(before.effects).toMatchObject([{ kind: 'apply', frame: { from: 6, to: 6 } }]);
    const waiting = [entries(7, 8), entries(8, 10), entries(11, 11), entries(13, 13)];
    const held = waiting.reduce((state, given) => reduceDevice(state, pushed(given)).state, before.state);
    const { effects } = reduceDevice(held, { kind: 'applied', position: at(6) });
    const [apply] = effects.filter((effect) => effect.kind === 'apply');
    expect(apply?.frame).toMatchObject({ from: 7, to: 11 });
    expect(apply?.frame.items.map(({ syncSeq }) => syncSeq)).toEqual([7, 8, 9, 10, 11]);
  });

  it('DV-2: so much is written at once, and the rest after it', () => {
    const burst = (from: number) =>
      sampleFrame(
        from,
        Array.from({ length: MAX_WRITTEN_ITEMS / 2 }, (_, n) => sampleEntry(from + n)),
      );
    const size = MAX_WRITTEN_ITEMS / 2;
    const frames = [0, 1, 2, 3].map((n): DeviceEvent => ({ kind: 'pushed', frame: burst(6 + n * size) }));
    const { state } = run(start(5), connected(5), ...frames);
    const { effects } = reduceDevice(state, { kind: 'applied', position: at(5 + size) });
    const [apply] = effects.filter((effect) => effect.kind === 'apply');
    expect(apply?.frame).toMatchObject({ from: 6 + size, to: 5 + 3 * size });
  });

  it('DV-7: frames that came twice or late change nothing', () => {
    const live = run(start(5), connected(5));
    const again = reduceDevice(live.state, { kind: 'pushed', frame: frame(3, 5) });
    expect(again.effects).toEqual([]);
    expect(again.state.phase).toBe('live');
  });

  it.each([
    ['no position', start(null), bounds(9)],
    ['O-10 CP-1: ahead of the head', start(12), bounds(9)],
    ['O-04 CP-1: below the floor', start(2), bounds(9, { floor: 5 })],
    ['O-07 CP-1: another epoch', start(5), bounds(9, { epoch: 'epoch-2' })],
  ])('DV-8: takes a snapshot when the position is of no use (%s)', (_, begin, found) => {
    const { state, effects } = run(begin, { kind: 'connected', bounds: found });
    expect(state.phase).toBe('resyncing');
    expect(effects).toMatchObject([{ kind: 'snapshot', cursor: null }]);
  });

  it('DV-12, OB-5: a resync tells how much of the list is here, and lets send from its first page on', () => {
    const asked = run(start(null), connected(9));
    expect(syncProgress(asked.state)).toEqual({ kind: 'resyncing', done: 0 });
    expect(maySend(asked.state)).toBe(false);
    const page = samplePage([sampleView(), sampleView()], { checkpoint: 9, head: 9, next: 'more' });
    const first = reduceDevice(asked.state, { kind: 'snapshotted', request: asked.state.request!, page });
    expect(kinds(first.effects)).toEqual(['replace']);
    expect(maySend(first.state)).toBe(false);
    const stored = reduceDevice(first.state, { kind: 'page-stored' });
    expect(syncProgress(stored.state)).toEqual({ kind: 'resyncing', done: 2 });
    expect(maySend(stored.state)).toBe(true);
  });

  it('DV-7 DV-8: a push during a snapshot that leaves a hole is followed by a pull', () => {
    const hint = frame(13, 12, { head: 12 });
    for (const pushed of [frame(12, 12), hint]) {
      const asked = run(start(null), connected(9), { kind: 'pushed', frame: pushed });
      const page = samplePage([], { checkpoint: 9, head: 9 });
      const whole = reduceDevice(asked.state, { kind: 'snapshotted', request: asked.state.request!, page });
      const done = reduceDevice(whole.state, { kind: 'applied', position: at(9) });
      expect(done.effects).toMatchObject([{ kind: 'pull', position: at(9) }]);
    }
  });

  it('DV-7: a frame of an empty interval says how far the timeline reaches, and is followed by a pull', () => {
    const hint = frame(9, 8, { head: 8 });
    const asked = run(start(5), connected(5), { kind: 'pushed', frame: hint });
    expect(asked.effects).toEqual([{ kind: 'pull', request: 1, position: at(5) }]);
    const pulled: DeviceEvent = { kind: 'pulled', request: 1, answer: { outcome: 'continue', frame: frame(6, 8) } };
    const done = reduceDevice(reduceDevice(asked.state, pulled).state, { kind: 'applied', position: at(8) });
    expect(done.state).toMatchObject({ phase: 'live', held: [] });
    expect(reduceDevice(done.state, { kind: 'pushed', frame: hint }).effects).toEqual([]);
  });

  it('DV-8: a snapshot of several pages starts from the head read before the first', () => {
    const asked = run(start(null), connected(9));
    const request = asked.state.request!;
    const one = reduceDevice(asked.state, {
      kind: 'snapshotted',
      request,
      page: samplePage([], { checkpoint: 9, head: 9, next: 'c' }),
    });
    expect(one.effects).toMatchObject([{ kind: 'replace', position: at(9) }]);
    const two = reduceDevice(one.state, { kind: 'page-stored' });
    expect(two.effects).toMatchObject([{ kind: 'snapshot', cursor: 'c' }]);
    const last = reduceDevice(two.state, {
      kind: 'snapshotted',
      request: two.state.request!,
      page: samplePage([], { checkpoint: 11, head: 11 }),
    });
    expect(last.effects).toMatchObject([{ kind: 'replace', position: at(9) }]);
    const done = reduceDevice(last.state, { kind: 'applied', position: at(9) });
    expect(done.effects).toMatchObject([{ kind: 'pull', position: at(9) }]);
  });

  it('DV-8: pushes during a snapshot are kept and continue it', () => {
    const asked = run(start(null), connected(9), { kind: 'pushed', frame: frame(10, 10) });
    const page = samplePage([], { checkpoint: 9, head: 9 });
    const stored = reduceDevice(asked.state, { kind: 'snapshotted', request: asked.state.request!, page });
    const done = reduceDevice(stored.state, { kind: 'applied', position: at(9) });
    expect(done.effects).toMatchObject([{ kind: 'apply', frame: { from: 10 } }]);
  });

  it('DV-9: an answer without progress is not asked for again at once', () => {
    const { effects } = run(start(5), connected(9), {
      kind: 'pulled',
      request: 1,
      answer: { outcome: 'up-to-date', ...bounds(5) },
    });
    expect(kinds(effects)).toEqual(['arm-timer']);
  });

  it('DV-9: a lost link is tried again after a wait that grows and is spread', () => {
    const once = run(start(5), connected(5), { kind: 'disconnected', random: 0.5 });
    expect(once.effects).toEqual([{ kind: 'arm-timer', timer: 'reconnect', inMs: WAIT.first / 2 }]);
    const twice = reduceDevice(reduceDevice(once.state, { kind: 'timer', timer: 'reconnect' }).state, {
      kind: 'disconnected',
      random: 0.5,
    });
    expect(twice.effects).toEqual([{ kind: 'arm-timer', timer: 'reconnect', inMs: WAIT.first }]);
    expect(waitFor(50, 0.999)).toBeLessThanOrEqual(WAIT.longest);
    expect(waitFor(0, 0)).toBe(WAIT.least);
  });

  it('DV-9: a request without an answer means a dead link, even if the browser says otherwise', () => {
    const probing = run(start(5), connected(5), { kind: 'network', online: true });
    expect(probing.effects).toMatchObject([{ kind: 'pull', position: at(5) }]);
    const dead = reduceDevice(probing.state, { kind: 'request-failed', request: 1, timedOut: true, random: 0 });
    expect(kinds(dead.effects)).toEqual(['disconnect', 'arm-timer']);
    expect(dead.state.phase).toBe('connecting');
  });

  it('DV-10: offline rests without attempts, and connects as soon as the network is back', () => {
    const off = run(start(5), connected(5), { kind: 'network', online: false });
    expect(kinds(off.effects)).toEqual(['disconnect']);
    expect(syncProgress(off.state)).toEqual({ kind: 'offline' });
    const late = reduceDevice(off.state, { kind: 'disconnected', random: 0.5 });
    expect(late.effects).toEqual([]);
    expect(kinds(reduceDevice(late.state, { kind: 'network', online: true }).effects)).toEqual(['connect']);
  });

  it('TB-1: a fenced tab steps down and touches nothing more', () => {
    const { state, effects } = run(start(5), connected(9), { kind: 'fenced' });
    expect(state.phase).toBe('idle');
    expect(kinds(effects)).toEqual(['step-down', 'disconnect']);
  });

  it("AU-7: what is found not to be the server's is replaced by a snapshot, once the store is free", () => {
    const live = run(start(5), connected(5), { kind: 'distrusted' });
    expect(live.state.phase).toBe('resyncing');
    expect(kinds(live.effects)).toEqual(['snapshot']);
    const pushed: DeviceEvent = { kind: 'pushed', frame: frame(6, 6) };
    const writing = run(start(5), connected(5), pushed, { kind: 'distrusted' });
    expect(kinds(writing.effects)).toEqual([]);
    const stored = reduceDevice(writing.state, { kind: 'applied', position: at(6) });
    expect(kinds(stored.effects)).toEqual(['snapshot']);
    expect(run(start(5), { kind: 'distrusted' }).state.phase).toBe('connecting');
  });

  it('DV-11: a refused device ends, and only a new start leaves that', () => {
    const ended = run(start(5), { kind: 'refused', code: 'device-revoked' });
    expect(kinds(ended.effects)).toEqual(['end', 'disconnect']);
    expect(syncProgress(ended.state)).toEqual({ kind: 'ended', code: 'device-revoked' });
    expect(reduceDevice(ended.state, { kind: 'network', online: true }).effects).toEqual([]);
    expect(kinds(reduceDevice(ended.state, start(5)).effects)).toEqual(['connect']);
  });

  it('DV-12: says how far a catch-up is', () => {
    const { state } = run(start(5), connected(9));
    expect(syncProgress(state)).toEqual({ kind: 'catching-up', done: 0, total: 4 });
  });
});

/** Events with plausible and implausible values alike. */
const small = fc.integer({ min: 0, max: 12 });
const epochs = fc.constantFrom(EPOCH, EPOCH, EPOCH, 'epoch-2');
const anyFrame = fc.tuple(small, small, small, epochs).map(([a, b, extra, epoch]) => {
  const from = Math.max(1, Math.min(a, b));
  const to = Math.max(from, a, b);
  return frame(from, to, { epoch, head: to + (extra % 3) });
});
const anyBounds = fc.record({ epoch: epochs, head: small, floor: fc.integer({ min: 1, max: 4 }) });
const request = fc.integer({ min: 1, max: 6 });
const random = fc.double({ min: 0, max: 0.999, noNaN: true });
const arbitraries: { [K in DeviceEvent['kind']]: fc.Arbitrary<Extract<DeviceEvent, { kind: K }>> } = {
  start: fc.record({
    kind: fc.constant('start'),
    fence: fc.integer({ min: 1, max: 3 }),
    position: fc.option(fc.record({ epoch: epochs, checkpoint: small })),
    online: fc.boolean(),
  }),
  stop: fc.constant({ kind: 'stop' }),
  connected: fc.record({ kind: fc.constant('connected'), bounds: anyBounds }),
  disconnected: fc.record({ kind: fc.constant('disconnected'), random }),
  refused: fc.constant({ kind: 'refused', code: 'device-revoked' }),
  network: fc.record({ kind: fc.constant('network'), online: fc.boolean() }),
  pushed: fc.record({ kind: fc.constant('pushed'), frame: anyFrame }),
  pulled: fc.record({
    kind: fc.constant('pulled'),
    request,
    answer: fc.oneof(
      anyFrame.map((proof) => ({ outcome: 'continue' as const, frame: proof })),
      fc
        .tuple(fc.constantFrom('up-to-date', 'too-far', 'below-floor', 'other-epoch'), anyBounds)
        .map(([outcome, found]) => ({ outcome, ...found })),
    ),
  }),
  snapshotted: fc.record({
    kind: fc.constant('snapshotted'),
    request,
    page: fc
      .record({ checkpoint: small, head: small, epoch: epochs, next: fc.constantFrom(null, 'c') })
      .map((over) => samplePage([], over)),
  }),
  'request-failed': fc.record({ kind: fc.constant('request-failed'), request, timedOut: fc.boolean(), random }),
  applied: fc.record({ kind: fc.constant('applied'), position: fc.record({ epoch: epochs, checkpoint: small }) }),
  'page-stored': fc.constant({ kind: 'page-stored' }),
  'store-failed': fc.record({ kind: fc.constant('store-failed'), random }),
  distrusted: fc.constant({ kind: 'distrusted' }),
  fenced: fc.constant({ kind: 'fenced' }),
  timer: fc.record({ kind: fc.constant('timer'), timer: fc.constantFrom('reconnect', 'retry') }),
};
const anyEvent = fc.constantFrom(...DEVICE_EVENT_KINDS).chain((kind) => arbitraries[kind] as fc.Arbitrary<DeviceEvent>);

/** What must hold of every step, whatever came before. */
function checkStep(
  before: DeviceState,
  event: DeviceEvent,
  after: DeviceState,
  effects: readonly DeviceEffect[],
): void {
  const connectedPhase = (phase: Phase) => phase === 'pulling' || phase === 'live' || phase === 'resyncing';
  const writes = effects.filter((effect) => effect.kind === 'apply' || effect.kind === 'replace');
  const freed = ['applied', 'page-stored', 'store-failed', 'fenced'].includes(event.kind);
  expect(writes.length).toBeLessThanOrEqual(1);
  if (writes.length === 1) expect(before.writing === null || freed).toBe(true);
  if (event.kind !== 'applied' && event.kind !== 'start') expect(after.position).toEqual(before.position);
  for (const effect of effects) {
    if (effect.kind === 'apply') {
      expect(effect.frame.epoch).toBe(after.position?.epoch);
      expect(effect.frame.from).toBeLessThanOrEqual((after.position?.checkpoint ?? -1) + 1);
      expect(effect.frame.to).toBeGreaterThan(after.position?.checkpoint ?? 0);
    }
    if (effect.kind === 'pull' || effect.kind === 'snapshot') expect(effect.request).toBe(after.request);
    if (['pull', 'snapshot', 'apply', 'replace'].includes(effect.kind)) expect(connectedPhase(after.phase)).toBe(true);
  }
  if (after.phase === 'pulling' || after.phase === 'resyncing') {
    // Never stuck: something is under way, or a timer runs.
    expect(after.writing !== null || after.request !== null || after.timer !== null).toBe(true);
  }
  if (!connectedPhase(after.phase)) expect(after.request).toBeNull();
}

describe('device machine, every phase and event', () => {
  it('DV-9: holds its invariants over random walks', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let state = INITIAL_DEVICE_STATE;
        for (const event of events) {
          // The store reports only on a write that is under way.
          const reports = ['applied', 'page-stored', 'store-failed'].includes(event.kind);
          if (reports && state.writing === null) continue;
          if (event.kind === 'page-stored' && (state.writing?.kind !== 'page' || state.writing.final)) continue;
          const step = reduceDevice(state, event);
          checkStep(state, event, step.state, step.effects);
          state = step.state;
        }
      }),
      { numRuns: 3_000 },
    );
  });

  // By one seed: what is asserted is that all of the table was seen, which chance may leave out.
  it('DV-9: every phase is reached and answers every event', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 20, maxLength: 60 }), (events) => {
        let state = INITIAL_DEVICE_STATE;
        for (const event of events) {
          seen.add(`${state.phase} ${event.kind}`);
          state = reduceDevice(state, event).state;
          expect(PHASES).toContain(state.phase);
        }
      }),
      { numRuns: 3_000, seed: 9 },
    );
    expect(seen.size).toBe(PHASES.length * DEVICE_EVENT_KINDS.length);
  });
});
