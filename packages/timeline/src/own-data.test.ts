import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withPendingSets } from './device/pending-sets.ts';
import type { OutboxItem } from './device-store.ts';
import type { Entry } from './entry.ts';
import { joinSets, supersededBy } from './own-data.ts';
import type { OwnValue, SetEntry } from './own-data.ts';
import { ALICE, sampleEntry, sampleId } from './testing/samples.ts';

const set = (seq: number, key: string, value: string | null): SetEntry => ({
  ...sampleEntry(seq, 'x', { sessionId: ALICE, authorId: ALICE }),
  body: { kind: 'set', key, value },
});

/** Sets at the SeqIds 1, 2, 3 …, of few keys. */
const log = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.option(fc.constantFrom('x', 'y'))), { maxLength: 12 })
  .map((sets) => sets.map(([key, value], i) => set(i + 1, key, value)));

/** What a device knows after it was told entries, one list after another. */
function told(...lists: readonly (readonly Entry[])[]): readonly OwnValue[] {
  const known = new Map<string, OwnValue>();
  for (const list of lists) for (const value of joinSets(list, known.values())) known.set(value.key, value);
  return [...known.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

const shuffled = log.chain((entries) =>
  fc.tuple(
    fc.constant(entries),
    fc.shuffledSubarray(entries),
    fc.shuffledSubarray([...entries], { minLength: entries.length }),
  ),
);

describe('own data', () => {
  it('OD-2: the same is in force whatever the order and however often it is told', () => {
    fc.assert(
      fc.property(shuffled, ([entries, some, all]) => {
        expect(told(some, all, some)).toEqual(told(entries));
      }),
    );
  });

  it('OD-3: applying what is left of a timeline comes to what all of it came to, at every cut', () => {
    fc.assert(
      fc.property(log, fc.nat(12), (entries, cut) => {
        const left = entries.map((entry) => {
          const later = entries.find(({ seq, body }) => seq > entry.seq && body.key === entry.body.key);
          return later ? supersededBy(entry, later.seq) : entry;
        });
        expect(told(left)).toEqual(told(entries));
        expect(told(entries.slice(0, cut), left)).toEqual(told(entries));
        expect(told(entries.slice(0, cut), left.slice(cut))).toEqual(told(entries));
      }),
    );
  });

  it('OD-2: what is not new changes nothing', () => {
    const known = [{ key: 'theme', value: 'dark', seq: 5 }];
    expect(joinSets([set(4, 'theme', 'light'), set(5, 'theme', 'dark')], known)).toEqual([]);
    expect(joinSets([set(6, 'theme', null)], known)).toEqual([{ key: 'theme', value: null, seq: 6 }]);
  });
});

describe('own data that waits', () => {
  const item = (order: number, key: string, value: string | null, state: OutboxItem['state']): OutboxItem => ({
    order,
    clientId: sampleId('c', order),
    sessionId: ALICE,
    createdAt: order,
    action: { kind: 'set', key, value },
    state,
  });
  const known: readonly OwnValue[] = [
    { key: 'draft', value: 'told', seq: 5 },
    { key: 'theme', value: 'dark', seq: 6 },
    { key: 'old', value: null, seq: 7 },
  ];
  const shown = (...items: readonly OutboxItem[]) => Object.fromEntries(withPendingSets(known, items));

  it('OD-7: is in force at once, and what was taken away is not there', () => {
    expect(shown()).toEqual({ draft: 'told', theme: 'dark' });
    expect(shown(item(1, 'draft', 'mine', { kind: 'queued' }), item(2, 'theme', null, { kind: 'queued' }))).toEqual({
      draft: 'mine',
    });
  });

  it('OD-7: takes its place in order once it is stored', () => {
    expect(shown(item(1, 'draft', 'before', { kind: 'stored', seq: 4, at: 1 }))['draft']).toBe('told');
    expect(shown(item(1, 'draft', 'after', { kind: 'stored', seq: 8, at: 1 }))['draft']).toBe('after');
    const both = [
      item(1, 'draft', 'stored', { kind: 'stored', seq: 8, at: 1 }),
      item(2, 'draft', 'next', { kind: 'queued' }),
    ];
    expect(shown(...both)['draft']).toBe('next');
  });

  it('OD-7: stays on this device where the server does not take it', () => {
    expect(shown(item(1, 'draft', 'too long', { kind: 'refused', code: 'text-too-long' }))['draft']).toBe('too long');
  });
});
