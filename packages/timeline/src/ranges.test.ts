import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_RANGES, addRange, clipRanges, gapsIn, holds, range, removeRange, sizeOf } from './ranges.ts';
import type { Range, RangeSet } from './ranges.ts';

/** The naive model: a plain set of numbers. */
type Model = ReadonlySet<number>;

const numbers = (part: Range): readonly number[] =>
  Array.from({ length: part.to - part.from + 1 }, (_, i) => part.from + i);
const modelOf = (set: RangeSet): Model => new Set(set.flatMap(numbers));
const rangesOf = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 15 })).map(([from, size]) => ({
  from,
  to: from + size,
}));
type Step = { readonly kind: 'add' | 'remove'; readonly part: Range };
const steps = fc.array(fc.record({ kind: fc.constantFrom('add', 'add', 'remove'), part: rangesOf }), { maxLength: 25 });

function build(script: readonly Step[]): { readonly set: RangeSet; readonly model: Model } {
  let set = NO_RANGES;
  const model = new Set<number>();
  for (const { kind, part } of script) {
    set = kind === 'add' ? addRange(set, part) : removeRange(set, part);
    for (const n of numbers(part)) {
      if (kind === 'add') model.add(n);
      else model.delete(n);
    }
  }
  return { set, model };
}

/** Sorted, disjoint, never touching, never empty. */
function expectCanonical(set: RangeSet): void {
  for (const [i, part] of set.entries()) {
    expect(part.from).toBeLessThanOrEqual(part.to);
    const before = set[i - 1];
    if (before) expect(part.from).toBeGreaterThan(before.to + 1);
  }
}

describe('range sets', () => {
  it('RG-1: a set holds what a plain set of numbers would, and is canonical', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { set, model } = build(script);
        expect(modelOf(set)).toEqual(model);
        expect(sizeOf(set)).toBe(model.size);
        expectCanonical(set);
      }),
    );
  });

  it('RG-1: equal sets are equal lists, whatever the order in which they grew', () => {
    fc.assert(
      fc.property(fc.array(rangesOf, { maxLength: 12 }), (parts) => {
        const grown = parts.reduce<RangeSet>(addRange, NO_RANGES);
        expect(parts.toReversed().reduce<RangeSet>(addRange, NO_RANGES)).toEqual(grown);
        expect(grown.reduce<RangeSet>(addRange, grown)).toEqual(grown);
      }),
    );
  });

  it('RG-1: clipping, gaps and holding agree with the plain set', () => {
    fc.assert(
      fc.property(steps, rangesOf, (script, bounds) => {
        const { set, model } = build(script);
        const inside = numbers(bounds).filter((n) => model.has(n));
        const outside = numbers(bounds).filter((n) => !model.has(n));
        expect(modelOf(clipRanges(set, bounds))).toEqual(new Set(inside));
        expect(modelOf(gapsIn(set, bounds))).toEqual(new Set(outside));
        expect(holds(set, bounds)).toBe(outside.length === 0);
        expectCanonical(clipRanges(set, bounds));
        expectCanonical(gapsIn(set, bounds));
      }),
    );
  });

  it('RG-1: an empty range is null, and a set is not changed by what is made of it', () => {
    expect(range(3, 2)).toBeNull();
    expect(range(3, 3)).toEqual({ from: 3, to: 3 });
    const set = Object.freeze([Object.freeze({ from: 2, to: 5 })]);
    addRange(set, { from: 4, to: 9 });
    removeRange(set, { from: 1, to: 3 });
    expect(set).toEqual([{ from: 2, to: 5 }]);
  });
});

describe('filling holes', () => {
  const WHOLE = { from: 1, to: 500 };
  const held: RangeSet = [
    { from: 1, to: 100 },
    { from: 200, to: 220 },
    { from: 400, to: 500 },
  ];

  /** Held ranges and gaps together cover everything, each SeqId once. */
  const expectWhole = (set: RangeSet): void => {
    expectCanonical(set);
    const gaps = gapsIn(set, WHOLE);
    expectCanonical(gaps);
    expect(sizeOf(set) + sizeOf(gaps)).toBe(500);
    expect(gaps.reduce<RangeSet>(addRange, set)).toEqual([WHOLE]);
  };

  it('O-02 RG-2: a hole that is filled in part keeps the rest of itself', () => {
    const once = addRange(held, { from: 371, to: 400 });
    expect(gapsIn(once, WHOLE)).toEqual([
      { from: 101, to: 199 },
      { from: 221, to: 370 },
    ]);
    expectWhole(once);
  });

  it('RG-2: a hole of one SeqId is a hole, and of none is no hole', () => {
    const one = addRange(held, { from: 101, to: 198 });
    expect(gapsIn(one, { from: 1, to: 220 })).toEqual([{ from: 199, to: 199 }]);
    const none = addRange(one, { from: 199, to: 199 });
    expect(gapsIn(none, { from: 1, to: 220 })).toEqual([]);
    expect(none[0]).toEqual({ from: 1, to: 220 });
  });

  it('RG-2: pages that overlap, come short, come empty or fail leave every SeqId held or missing', () => {
    const answers = fc.array(
      fc.record({
        kind: fc.constantFrom('whole', 'short', 'overlapping', 'empty', 'failed'),
        gap: fc.nat(5),
        rows: fc.integer({ min: 1, max: 30 }),
        over: fc.integer({ min: 0, max: 40 }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(answers, (script) => {
        let set = held;
        for (const { kind, gap, rows, over } of script) {
          const gaps = gapsIn(set, WHOLE);
          const hole = gaps[gap % Math.max(1, gaps.length)];
          if (!hole) break;
          const size = kind === 'short' ? rows : kind === 'empty' || kind === 'failed' ? 0 : 30;
          const to = Math.min(WHOLE.to, hole.to + (kind === 'overlapping' ? over : 0));
          const page = range(Math.max(WHOLE.from, to - size + 1), to);
          const before = sizeOf(set);
          if (page) set = addRange(set, page);
          expect(sizeOf(set)).toBeGreaterThanOrEqual(before);
          expectWhole(set);
        }
      }),
    );
  });

  it('RG-2: page by page every hole closes, and then there is none', () => {
    let set = held;
    let pages = 0;
    for (let hole = gapsIn(set, WHOLE).at(-1); hole; hole = gapsIn(set, WHOLE).at(-1)) {
      set = addRange(set, { from: Math.max(hole.from, hole.to - 29), to: hole.to });
      pages += 1;
      expectWhole(set);
    }
    expect(set).toEqual([WHOLE]);
    expect(pages).toBe(Math.ceil(99 / 30) + Math.ceil(179 / 30));
  });
});
