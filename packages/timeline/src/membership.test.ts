import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byJoining, isMemberAfter, latestStay, memberCountAfter, successor, visibleRanges } from './membership.ts';
import type { Membership } from './membership.ts';
import { holds } from './ranges.ts';

const stay = (joinedSeq: number, untilSeq: number | null, over: Partial<Membership> = {}): Membership => ({
  userId: 'ann',
  role: 'member',
  joinedSeq,
  visibleFrom: joinedSeq,
  untilSeq,
  ...over,
});

/** The stays of one user: alternating joining and leaving at growing SeqIds, open at the end when their number is odd. */
const stays = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 9 }).map((moments) => {
  const sorted = moments.toSorted((a, b) => a - b);
  return sorted.flatMap((joined, i) => (i % 2 === 0 ? [stay(joined, sorted[i + 1] ?? null)] : []));
});

describe('membership', () => {
  it('HS-1: what is visible is the union of all stays', () => {
    fc.assert(
      fc.property(stays, (all) => {
        const visible = visibleRanges(all, 50);
        for (let seq = 1; seq <= 55; seq += 1) {
          const inside = all.some(({ visibleFrom, untilSeq }) => visibleFrom <= seq && seq <= (untilSeq ?? 50));
          expect(holds(visible, { from: seq, to: seq })).toBe(inside);
        }
      }),
    );
  });

  it('HS-1: history that is open from 1 makes one range, up to where the stay ends', () => {
    expect(visibleRanges([stay(2, 4), stay(9, 12, { visibleFrom: 1 })], 20)).toEqual([{ from: 1, to: 12 }]);
    expect(visibleRanges([stay(2, 4), stay(5, null)], 7)).toEqual([{ from: 2, to: 7 }]);
    expect(visibleRanges([], 7)).toEqual([]);
  });

  it('MB-1: at most the last stay is open, and it is the one that shows', () => {
    fc.assert(
      fc.property(stays, (all) => {
        expect(latestStay(all.toReversed())).toEqual(all.at(-1) ?? null);
        expect(all.slice(0, -1).every(({ untilSeq }) => untilSeq !== null)).toBe(true);
      }),
    );
  });

  it('MB-2: someone is a member from the joining entry on, and no more after the one that removes them', () => {
    const one = stay(3, 6);
    expect([2, 3, 5, 6, 7].map((seq) => isMemberAfter(one, seq))).toEqual([false, true, true, false, false]);
    expect(isMemberAfter(stay(3, null), 1_000)).toBe(true);
  });

  it('MB-9: the member count can be told for any moment', () => {
    const all = [stay(1, 6), stay(1, null, { userId: 'ben' }), stay(4, null, { userId: 'cid' }), stay(8, null)];
    expect([1, 3, 4, 5, 6, 7, 8].map((seq) => memberCountAfter(all, seq))).toEqual([2, 2, 3, 3, 2, 2, 3]);
  });

  it('MB-5: the longest-standing of those who remain inherits; among equals the order of ids decides', () => {
    const all = [
      stay(1, 9, { userId: 'ann', role: 'owner' }),
      stay(5, null, { userId: 'cid' }),
      stay(2, 3, { userId: 'dan' }),
      stay(5, null, { userId: 'ben' }),
      stay(7, null, { userId: 'dan' }),
    ];
    expect(successor(all)?.userId).toBe('ben');
    expect(successor(all.slice(0, 1))).toBeNull();
    expect(all.toSorted(byJoining).map(({ userId }) => userId)).toEqual(['ann', 'dan', 'ben', 'cid', 'dan']);
  });
});
