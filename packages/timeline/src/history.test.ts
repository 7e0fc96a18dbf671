import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutHistory } from './history.ts';
import type { Anchor } from './pages.ts';
import { NO_RANGES, addRange, holds } from './ranges.ts';
import type { RangeSet } from './ranges.ts';

const visibles = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 12 })), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.reduce<RangeSet>((set, [from, size]) => addRange(set, { from, to: from + size }), NO_RANGES));
const limits = fc.integer({ min: 1, max: 20 });
const seqs = fc.integer({ min: 0, max: 80 });

const visibleSeqs = (set: RangeSet): readonly number[] =>
  set.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));

/** Reads everything in one direction, page after page. */
function readAll(visible: RangeSet, first: Anchor, at: 'before' | 'after', limit: number): readonly number[] {
  const seen: number[] = [];
  let page = cutHistory(visible, first, limit);
  while (page) {
    seen.push(...visibleSeqs([page]));
    page = cutHistory(visible, { at, seq: at === 'before' ? page.from : page.to }, limit);
  }
  return seen;
}

describe('cutHistory', () => {
  it('HS-1: a page lies within one visible range and within its limit', () => {
    const anchors = fc.oneof(
      fc.constant<Anchor>({ at: 'newest' }),
      fc.record({ at: fc.constantFrom('before' as const, 'after' as const, 'around' as const), seq: seqs }),
    );
    fc.assert(
      fc.property(visibles, anchors, limits, (visible, anchor, limit) => {
        const page = cutHistory(visible, anchor, limit);
        if (page === null) return;
        expect(holds(visible, page)).toBe(true);
        expect(page.to - page.from + 1).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('HS-2: page by page both ways bring everything visible, each SeqId once (O-11)', () => {
    fc.assert(
      fc.property(visibles, limits, (visible, limit) => {
        const all = visibleSeqs(visible);
        expect(readAll(visible, { at: 'after', seq: 0 }, 'after', limit)).toEqual(all);
        const back = readAll(visible, { at: 'newest' }, 'before', limit);
        expect(back.toSorted((a, b) => a - b)).toEqual(all);
        expect(new Set(back).size).toBe(all.length);
      }),
    );
  });

  it('HS-3: before ends at the nearest below the anchor, after begins at the nearest above it', () => {
    fc.assert(
      fc.property(visibles, seqs, limits, (visible, seq, limit) => {
        const all = visibleSeqs(visible);
        expect(cutHistory(visible, { at: 'before', seq }, limit)?.to).toBe(all.findLast((n) => n < seq));
        expect(cutHistory(visible, { at: 'after', seq }, limit)?.from).toBe(all.find((n) => n > seq));
        expect(cutHistory(visible, { at: 'newest' }, limit)?.to).toBe(all.at(-1));
      }),
    );
  });

  it('HS-3: around holds its anchor and is as full as its range allows', () => {
    fc.assert(
      fc.property(visibles, fc.nat(1_000), limits, (visible, pick, limit) => {
        const all = visibleSeqs(visible);
        const seq = all[pick % all.length] ?? 0;
        const page = cutHistory(visible, { at: 'around', seq }, limit);
        const part = visible.find(({ from, to }) => from <= seq && seq <= to);
        if (!page || !part) throw new Error('a visible anchor has a page');
        expect(page.from <= seq && seq <= page.to).toBe(true);
        expect(page.to - page.from + 1).toBe(Math.min(limit, part.to - part.from + 1));
      }),
    );
  });

  it('HS-4: around something hidden holds the nearest visible SeqId, the older of two', () => {
    fc.assert(
      fc.property(visibles, seqs, limits, (visible, seq, limit) => {
        const nearest = visibleSeqs(visible).reduce((best, n) => (Math.abs(n - seq) < Math.abs(best - seq) ? n : best));
        const page = cutHistory(visible, { at: 'around', seq }, limit);
        expect(page && holds([page], { from: nearest, to: nearest })).toBe(true);
      }),
    );
  });

  it('HS-4: where nothing is visible there is no page', () => {
    for (const anchor of [{ at: 'newest' }, { at: 'around', seq: 3 }, { at: 'before', seq: 3 }] as const) {
      expect(cutHistory(NO_RANGES, anchor, 5)).toBeNull();
    }
  });
});
