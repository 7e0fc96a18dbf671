import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INITIAL_OUTBOX_STATE, reduceOutbox } from '../src/index.ts';
import type { OutboxEffect, OutboxEvent, OutboxItem, OutboxState } from '../src/index.ts';
import { sampleId } from '../src/testing/index.ts';

const X = sampleId('5', 1);
const Y = sampleId('5', 2);
const item = (order: number, sessionId = X, over: Partial<OutboxItem> = {}): OutboxItem => ({
  order,
  clientId: sampleId('c', order),
  sessionId,
  action: { kind: 'send', text: `text ${order}` },
  createdAt: 1,
  state: { kind: 'queued' },
  ...over,
});
const stored = (order: number): OutboxEvent => ({
  kind: 'stored',
  clientId: sampleId('c', order),
  seq: order,
  at: 1,
  entry: null,
});
const failed = (order: number, retryable: boolean, code = 'unavailable'): OutboxEvent => ({
  kind: 'failed',
  clientId: sampleId('c', order),
  code,
  retryable,
  random: 0.5,
});

function run(...events: readonly OutboxEvent[]) {
  return events.reduce<{ state: OutboxState; effects: readonly OutboxEffect[] }>(
    (step, event) => reduceOutbox(step.state, event),
    { state: INITIAL_OUTBOX_STATE, effects: [] },
  );
}
const sent = (effects: readonly OutboxEffect[]) =>
  effects.flatMap((effect) => (effect.kind === 'send' ? [effect.item.order] : []));

describe('outbox lanes', () => {
  it('OB-5: one action in flight per session, sessions side by side', () => {
    const { state, effects } = run({ kind: 'connected' }, { kind: 'loaded', items: [item(1), item(2), item(3, Y)] });
    expect(sent(effects)).toEqual([1, 3]);
    expect(sent(reduceOutbox(state, stored(1)).effects)).toEqual([2]);
  });

  it('OB-5: a new connection sends nothing before the outbox was read anew: its order may be another', () => {
    const again = run({ kind: 'loaded', items: [item(2)] }, { kind: 'connected' });
    expect(again.effects).toEqual([]);
    expect(sent(reduceOutbox(again.state, { kind: 'loaded', items: [item(1), item(2)] }).effects)).toEqual([1]);
  });

  it('OB-5: nothing is sent without a connection', () => {
    expect(run({ kind: 'loaded', items: [item(1)] }).effects).toEqual([]);
  });

  it('OB-6: what was in flight when the link broke goes again under its client id', () => {
    const { effects } = run(
      { kind: 'connected' },
      { kind: 'loaded', items: [item(1), item(2)] },
      { kind: 'disconnected' },
      { kind: 'connected' },
      { kind: 'loaded', items: [item(1), item(2)] },
    );
    expect(effects).toMatchObject([{ kind: 'send', item: { clientId: sampleId('c', 1) } }]);
  });

  it('OB-7: "not now" keeps the order and waits; other sessions go on', () => {
    const waiting = run(
      { kind: 'connected' },
      { kind: 'loaded', items: [item(1), item(2), item(3, Y)] },
      failed(1, true),
    );
    expect(waiting.effects).toEqual([{ kind: 'arm-timer', sessionId: X, inMs: 500 }]);
    expect(
      sent(reduceOutbox(waiting.state, { kind: 'loaded', items: [item(1), item(2), item(3, Y)] }).effects),
    ).toEqual([]);
    expect(sent(reduceOutbox(waiting.state, { kind: 'timer', sessionId: X }).effects)).toEqual([1]);
  });

  it('OB-7: waits grow with every failure in a row, and the server may ask for more', () => {
    const again = run(
      { kind: 'connected' },
      { kind: 'loaded', items: [item(1)] },
      failed(1, true),
      { kind: 'timer', sessionId: X },
      failed(1, true),
    );
    expect(again.effects).toEqual([{ kind: 'arm-timer', sessionId: X, inMs: 1_000 }]);
    const asked = run({ kind: 'connected' }, { kind: 'loaded', items: [item(1)] }, {
      ...failed(1, true, 'too-fast'),
      retryAfterMs: 7_000,
    } as OutboxEvent);
    expect(asked.effects).toEqual([{ kind: 'arm-timer', sessionId: X, inMs: 7_000 }]);
  });

  it('OB-3: "never" is settled as refused, and the next goes out', () => {
    const { effects } = run(
      { kind: 'connected' },
      { kind: 'loaded', items: [item(1), item(2)] },
      failed(1, false, 'text-too-long'),
    );
    expect(effects[0]).toEqual({
      kind: 'settle',
      clientId: sampleId('c', 1),
      state: { kind: 'refused', code: 'text-too-long' },
      entry: null,
    });
    expect(sent(effects)).toEqual([2]);
  });

  it('OB-2: what the store has as settled is not sent again', () => {
    const { effects } = run(
      { kind: 'connected' },
      { kind: 'loaded', items: [item(1, X, { state: { kind: 'stored', seq: 4, at: 1 } }), item(2)] },
    );
    expect(sent(effects)).toEqual([2]);
  });

  it('OB-5: at any time at most one per session is in flight, and always its first', () => {
    const order = fc.integer({ min: 1, max: 5 });
    const event: fc.Arbitrary<OutboxEvent> = fc.oneof(
      fc.constant<OutboxEvent>({ kind: 'connected' }),
      fc.constant<OutboxEvent>({ kind: 'disconnected' }),
      fc.array(order, { maxLength: 5 }).map((orders): OutboxEvent => ({
        kind: 'loaded',
        items: [...new Set(orders)].toSorted().map((n) => item(n, n % 2 ? X : Y)),
      })),
      order.map(stored),
      fc.tuple(order, fc.boolean()).map(([n, retryable]) => failed(n, retryable)),
      fc.constantFrom(X, Y).map((sessionId): OutboxEvent => ({ kind: 'timer', sessionId })),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state = INITIAL_OUTBOX_STATE;
        for (const next of events) {
          const step = reduceOutbox(state, next);
          for (const effect of step.effects) {
            if (effect.kind !== 'send') continue;
            const lane = step.state.queue.filter((queued) => queued.sessionId === effect.item.sessionId);
            expect(lane[0]).toEqual(effect.item);
            expect(step.state.inFlight.get(effect.item.sessionId)).toBe(effect.item.clientId);
          }
          state = step.state;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
