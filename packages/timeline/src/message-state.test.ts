import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withPending } from './device/pending-changes.ts';
import type { OutboxItem } from './device-store.ts';
import { planStates } from './device/state-plan.ts';
import type { Entry, EntryBody } from './entry.ts';
import { statesOf, withoutContent, withoutVoid } from './message-state.ts';
import { ALICE, BOB, SESSION, sampleEntry, sampleId } from './testing/samples.ts';

const USERS = [ALICE, BOB];

/** A log of two messages and what happens to them, as a server stores it: nothing follows a recall. */
const logs = fc
  .array(
    fc.record({
      kind: fc.constantFrom('edited' as const, 'reacted' as const, 'pinned' as const, 'recalled' as const),
      target: fc.constantFrom(1, 2),
      who: fc.constantFrom(...USERS),
      emoji: fc.constantFrom('👍', '🌊'),
      on: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((steps) => {
    const log: Entry[] = [sampleEntry(1, 'one'), sampleEntry(2, 'two')];
    const gone = new Set<number>();
    for (const { kind, target, who, emoji, on } of steps) {
      if (gone.has(target)) continue;
      const seq = log.length + 1;
      const bodies: Record<typeof kind, EntryBody> = {
        edited: { kind: 'edited', target, text: `text ${seq}` },
        reacted: { kind: 'reacted', target, emoji, on },
        pinned: { kind: 'pinned', target, on },
        recalled: { kind: 'recalled', target, targetAuthorId: BOB },
      };
      log.push(sampleEntry(seq, bodies[kind], { authorId: who }));
      if (kind === 'recalled') gone.add(target);
    }
    return log;
  });

/** The log as it reads once the recalls in it have taken what they take. */
function stored(log: readonly Entry[]): readonly Entry[] {
  const by = new Map(log.flatMap(({ seq, body }) => (body.kind === 'recalled' ? [[body.target, seq]] : [])));
  return log.map((entry) => {
    const recall = by.get(entry.body.kind === 'edited' ? entry.body.target : entry.seq);
    return recall === undefined ? entry : withoutContent(entry, recall);
  });
}

describe('the state of a message', () => {
  it('CH-2: is the same in whatever order, how often, and before or after a recall took its content', () => {
    const shuffled = logs.chain((log) => {
      const told = [...log, ...stored(log)];
      return fc.tuple(fc.constant(log), fc.shuffledSubarray(told, { minLength: told.length }));
    });
    fc.assert(
      fc.property(shuffled, ([log, told]) => {
        expect(sorted(statesOf([...told, ...told.toReversed()]))).toEqual(sorted(statesOf(stored(log))));
      }),
    );
  });

  it('CH-5: does not need what a later change makes void', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const on = (entries: readonly Entry[]) => sorted(statesOf(entries));
        expect(on(withoutVoid(log))).toEqual(on(log));
      }),
    );
  });

  it('CH-4: on a device nothing of what was recalled is left, whatever came first', () => {
    const split = logs.chain((log) => fc.tuple(fc.constant(log), fc.shuffledSubarray(log, { minLength: log.length })));
    fc.assert(
      fc.property(split, ([log, told]) => {
        const held = new Map<number, Entry>();
        let states = statesOf([]);
        for (const entry of told) {
          const plan = planStates([entry], [], states, 1);
          for (const one of plan.entries) held.set(one.seq, one);
          for (const [seq, by] of plan.recalled) {
            const one = held.get(seq);
            if (one) held.set(seq, withoutContent(one, by));
          }
          states = new Map([...states, ...plan.states.map((state) => [state.seq, state] as const)]);
        }
        expect([...held.values()].sort((a, b) => a.seq - b.seq)).toEqual(stored(log));
      }),
    );
  });
});

describe('what waits in the outbox', () => {
  const item = (order: number, over: Partial<OutboxItem>): OutboxItem => ({
    order,
    clientId: sampleId('c', order),
    sessionId: SESSION,
    action: { kind: 'change', change: { kind: 'edit', target: 1, text: `edit ${order}` } },
    createdAt: 5,
    state: { kind: 'queued' },
    ...over,
  });

  it('CH-8: is in force at once, in the order in which the user acted, after what is stored', () => {
    const states = statesOf([sampleEntry(3, { kind: 'edited', target: 1, text: 'stored' })]);
    const shown = withPending(states, [item(1, {}), item(2, {})], ALICE);
    expect(shown.get(1)?.edits.map(({ text }) => text)).toEqual(['stored', 'edit 1', 'edit 2']);
    const acknowledged = item(1, { state: { kind: 'stored', seq: 2, at: 0 } });
    expect(withPending(states, [acknowledged], ALICE).get(1)?.edits.at(-1)?.text).toBe('stored');
  });

  it('CH-8: what the server refused is not in force, and messages are none of it', () => {
    const refused = item(1, { state: { kind: 'refused', code: 'target-recalled' } });
    const message = item(2, { action: { kind: 'send', text: 'hello' } });
    expect(withPending(new Map(), [refused, message], ALICE).size).toBe(0);
  });

  it('CH-8: a recall hides the message at once, a reaction is toggled at once', () => {
    const recall = item(1, { action: { kind: 'change', change: { kind: 'recall', target: 1 } } });
    expect(withPending(new Map(), [recall], ALICE).get(1)?.recalledBy).not.toBeNull();
    const on = sampleEntry(3, { kind: 'reacted', target: 1, emoji: '👍', on: true }, { authorId: ALICE });
    const off = item(2, { action: { kind: 'change', change: { kind: 'react', target: 1, emoji: '👍', on: false } } });
    expect(withPending(statesOf([on]), [off], ALICE).get(1)?.reactions).toMatchObject([{ on: false }]);
  });
});

function sorted(states: ReturnType<typeof statesOf>) {
  return [...states.values()].sort((a, b) => a.seq - b.seq);
}
