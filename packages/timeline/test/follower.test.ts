import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECK_MS, INITIAL_FOLLOWER_STATE, MAX_FOLLOWS, reduceFollower } from '../src/index.ts';
import type { Follow, FollowerEffect, FollowerEvent, FollowerState } from '../src/index.ts';
import { sampleFollow, sampleId } from '../src/testing/index.ts';

const id = (n: number) => sampleId('5', n);
const at = (n: number, seq = 1, behind = false): Follow => ({ sessionId: id(n), seq, behind });
const follows = (...list: readonly Follow[]): FollowerEvent => ({ kind: 'follows', follows: list });
const answered = (request: number, ...told: readonly number[]): FollowerEvent => ({
  kind: 'answered',
  request,
  answer: sampleFollow([], { followed: told.map((n) => ({ sessionId: id(n), generation: 0 })) }),
});
const caughtUp = (...list: readonly Follow[]): FollowerEvent => ({ kind: 'caught-up', follows: list, random: 0.5 });

function run(...events: readonly FollowerEvent[]): { state: FollowerState; effects: readonly FollowerEffect[] } {
  return events.reduce((step, event) => reduceFollower(step.state, event), {
    state: INITIAL_FOLLOWER_STATE,
    effects: [] as readonly FollowerEffect[],
  });
}
const asks = (effects: readonly FollowerEffect[]) =>
  effects.flatMap((effect) => (effect.kind === 'follow' ? [effect.sessions.map(({ sessionId }) => sessionId)] : []));

describe('reduceFollower', () => {
  it('MD-6: asks on every connection for everything that is followed, with its checkpoints', () => {
    const { effects } = run(follows(at(1, 7), at(2, 9)), { kind: 'connected' });
    const sessions = [
      { sessionId: id(1), seq: 7 },
      { sessionId: id(2), seq: 9 },
    ];
    expect(effects).toContainEqual({ kind: 'follow', request: 1, sessions });
  });

  it('MD-6: asks for nothing without a connection, nor while a question is under way', () => {
    expect(asks(run(follows(at(1))).effects)).toEqual([]);
    expect(asks(run(follows(at(1)), { kind: 'connected' }, follows(at(1), at(2))).effects)).toEqual([]);
  });

  it('MD-8: asks for what is new, and for what was left behind, and for nothing else', () => {
    const settled = [follows(at(1), at(2)), { kind: 'connected' }, answered(1, 1, 2), caughtUp(at(1), at(2))] as const;
    expect(asks(run(...settled, follows(at(1, 2), at(2))).effects)).toEqual([]);
    expect(asks(run(...settled, follows(at(1), at(2), at(3))).effects)).toEqual([[id(3)]]);
    expect(asks(run(...settled, follows(at(1), at(2, 1, true))).effects)).toEqual([[id(2)]]);
  });

  it('MD-7: follows anew what the server asks for', () => {
    const settled = [follows(at(1), at(2)), { kind: 'connected' }, answered(1, 1, 2), caughtUp(at(1), at(2))] as const;
    expect(asks(run(...settled, { kind: 'moved', sessionIds: [id(2), id(9)] }).effects)).toEqual([[id(2)]]);
  });

  it('MD-6: names a bounded number of sessions in one question, and asks for the rest afterwards', () => {
    const many = Array.from({ length: MAX_FOLLOWS + 3 }, (_, i) => at(i + 1));
    const first = run(follows(...many), { kind: 'connected' });
    expect(asks(first.effects)[0]).toHaveLength(MAX_FOLLOWS);
    const told = Array.from({ length: MAX_FOLLOWS }, (_, i) => i + 1);
    const next = run(follows(...many), { kind: 'connected' }, answered(1, ...told), caughtUp(...many));
    expect(asks(next.effects)[0]).toHaveLength(3);
  });

  it('MD-8: an answer that leaves its session behind is asked again, later and later', () => {
    const behind = at(1, 1, true);
    let step = run(follows(behind), { kind: 'connected' });
    const waits: number[] = [];
    for (let request = 1; request <= 4; request += 1) {
      step = reduceFollower(step.state, answered(request, 1));
      expect(step.effects).toContainEqual(expect.objectContaining({ kind: 'catch-up' }));
      step = reduceFollower(step.state, caughtUp(behind));
      expect(asks(step.effects)).toEqual([]);
      waits.push(...step.effects.flatMap((effect) => (effect.kind === 'arm-timer' ? [effect.inMs] : [])));
      step = reduceFollower(step.state, { kind: 'timer', timer: 'retry' });
      expect(asks(step.effects)).toEqual([[id(1)]]);
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits[3]).toBeGreaterThan(waits[0] ?? Infinity);
  });

  it('MD-6: a question that fails waits; its late answer is passed over', () => {
    const failed = run(follows(at(1)), { kind: 'connected' }, { kind: 'failed', request: 1, random: 0.5 });
    expect(failed.effects).toMatchObject([{ kind: 'arm-timer', timer: 'retry' }]);
    expect(reduceFollower(failed.state, answered(1, 1)).effects).toEqual([]);
    expect(asks(reduceFollower(failed.state, { kind: 'timer', timer: 'retry' }).effects)).toEqual([[id(1)]]);
  });

  it('MD-8: now and then asks for everything, so that nothing depends on a frame being told', () => {
    const settled = run(follows(at(1)), { kind: 'connected' }, answered(1, 1), caughtUp(at(1)));
    expect(settled.effects).toEqual([{ kind: 'arm-timer', timer: 'check', inMs: CHECK_MS }]);
    expect(asks(reduceFollower(settled.state, { kind: 'timer', timer: 'check' }).effects)).toEqual([[id(1)]]);
    expect(reduceFollower(settled.state, { kind: 'timer', timer: 'retry' }).effects).toEqual([]);
  });

  it('MD-6: a lost connection ends the question, and another begins from what the store has', () => {
    const { state } = run(follows(at(1)), { kind: 'connected' }, { kind: 'disconnected' }, follows(at(1, 5)));
    expect(reduceFollower(state, answered(1, 1)).effects).toEqual([]);
    expect(reduceFollower(state, { kind: 'connected' }).effects).toContainEqual({
      kind: 'follow',
      request: 2,
      sessions: [{ sessionId: id(1), seq: 5 }],
    });
  });

  it('MD-8: whatever happens, while connected something is under way, waits, or nothing is due', () => {
    const list = fc.uniqueArray(fc.record({ n: fc.integer({ min: 1, max: 4 }), behind: fc.boolean() }), {
      selector: ({ n }) => n,
    });
    const events = fc.array(
      fc.oneof(
        fc.constant<FollowerEvent>({ kind: 'connected' }),
        fc.constant<FollowerEvent>({ kind: 'disconnected' }),
        list.map((some): FollowerEvent => follows(...some.map(({ n, behind }) => at(n, 1, behind)))),
        list.map((some): FollowerEvent => caughtUp(...some.map(({ n, behind }) => at(n, 1, behind)))),
        list.map((some): FollowerEvent => ({ kind: 'moved', sessionIds: some.map(({ n }) => id(n)) })),
        fc.nat(9).map((request): FollowerEvent => answered(request, 1, 2)),
        fc.nat(9).map((request): FollowerEvent => ({ kind: 'failed', request, random: 0.5 })),
        fc.constantFrom<FollowerEvent>({ kind: 'timer', timer: 'retry' }, { kind: 'timer', timer: 'check' }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(events, (happened) => {
        let step: { state: FollowerState; effects: readonly FollowerEffect[] } = run();
        for (const event of happened) {
          step = reduceFollower(step.state, event);
          const { connected, due, asked, timer, follows: known, told } = step.state;
          if (!connected) continue;
          expect(due.size === 0 || asked !== null || timer !== null).toBe(true);
          const untold = [...known.keys()].filter((sessionId) => !told.has(sessionId));
          for (const sessionId of untold) expect(due.has(sessionId) || asked !== null || timer !== null).toBe(true);
        }
      }),
    );
  });
});
