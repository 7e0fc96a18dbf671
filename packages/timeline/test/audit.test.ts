import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_AUDIT_RANGES, MAX_AUDIT_SEQS, addRange, beginSearch, narrowed, nextRanges, sizeOf } from '../src/index.ts';
import type { Range, RangeSet } from '../src/index.ts';

/** Searches where the SeqIds in `wrong` differ; counts the exchanges. */
function search(held: RangeSet, wrong: ReadonlySet<number>, leaf?: number) {
  let state = beginSearch(held, leaf);
  let exchanges = 0;
  for (let asked = nextRanges(state); asked.length > 0; asked = nextRanges(state)) {
    exchanges += 1;
    if (exchanges > 100_000) throw new Error('the search does not end');
    expect(asked.length).toBeLessThanOrEqual(MAX_AUDIT_RANGES);
    expect(sizeOf(asked)).toBeLessThanOrEqual(MAX_AUDIT_SEQS);
    state = narrowed(
      state,
      asked.filter(({ from, to }) => [...wrong].some((seq) => seq >= from && seq <= to)),
    );
  }
  return { found: state.found, exchanges };
}

const within = (set: RangeSet, seq: number) => set.some(({ from, to }) => seq >= from && seq <= to);

describe('the search for what differs', () => {
  it('AU-4: one exchange when nothing differs, whatever the number of entries up to the bound', () => {
    expect(search([{ from: 1, to: 100_000 }], new Set()).exchanges).toBe(1);
    expect(search([], new Set()).exchanges).toBe(0);
    expect(search([{ from: 1, to: 1_000_000 }], new Set()).exchanges).toBe(10);
    const islands = Array.from({ length: 80 }, (_, i): Range => ({ from: i * 10 + 1, to: i * 10 + 5 }));
    expect(search(islands, new Set()).exchanges).toBe(10);
  });

  it('AU-4: one of 100,000, wherever it is, in at most 18 exchanges: 5 down to itself, 3 down to a short page', () => {
    let [most, mostToPage] = [0, 0];
    for (let seq = 1; seq <= 100_000; seq += 997) {
      const exact = search([{ from: 1, to: 100_000 }], new Set([seq]), 1);
      expect(exact.found).toEqual([{ from: seq, to: seq }]);
      most = Math.max(most, exact.exchanges);
      const page = search([{ from: 1, to: 100_000 }], new Set([seq]));
      expect(within(page.found, seq)).toBe(true);
      expect(sizeOf(page.found)).toBeLessThanOrEqual(25);
      mostToPage = Math.max(mostToPage, page.exchanges);
    }
    expect(most).toBeLessThanOrEqual(18);
    expect([most, mostToPage]).toEqual([5, 3]);
  });

  it('AU-4: finds each of several, and nothing that is right when it narrows down to single ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ from: fc.nat(50_000), size: fc.integer({ min: 1, max: 5_000 }) }), { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (stretches, picks) => {
          const held = stretches.reduce<RangeSet>(
            (set, { from, size }) => addRange(set, { from: from + 1, to: from + size }),
            [],
          );
          const wrong = new Set(
            picks.flatMap((pick) => {
              const part = held[pick % Math.max(1, held.length)];
              return part ? [part.from + (pick % (part.to - part.from + 1))] : [];
            }),
          );
          const { found } = search(held, wrong, 1);
          expect(sizeOf(found)).toBe(wrong.size);
          for (const seq of wrong) expect(within(found, seq)).toBe(true);
          const coarse = search(held, wrong).found;
          for (const seq of wrong) expect(within(coarse, seq)).toBe(true);
          for (const { from, to } of coarse) {
            expect(within(held, from) && within(held, to)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('AU-4: all of 10,000 wrong is found in a bounded number of exchanges', () => {
    const all = new Set(Array.from({ length: 10_000 }, (_, i) => i + 1));
    const { found, exchanges } = search([{ from: 1, to: 10_000 }], all);
    expect(found).toEqual([{ from: 1, to: 10_000 }]);
    expect(exchanges).toBeLessThan(100);
  });
});
