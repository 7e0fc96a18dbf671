import type { SeqId } from './seq.ts';

/** A closed, never empty interval of SeqIds: from <= to. */
export type Range = { readonly from: SeqId; readonly to: SeqId };

/**
 * The ranges of a timeline that a device holds: sorted, disjoint, and never touching (neighbours are merged), so two
 * equal sets are equal lists. What lies between two of them is a gap.
 */
export type RangeSet = readonly Range[];

export const NO_RANGES: RangeSet = [];

/** The range [from, to], or null when it would be empty. */
export function range(from: SeqId, to: SeqId): Range | null {
  return from <= to ? { from, to } : null;
}

/** The union of a set and one more range. */
export function addRange(set: RangeSet, added: Range): RangeSet {
  let { from, to } = added;
  const before: Range[] = [];
  const after: Range[] = [];
  for (const held of set) {
    if (held.to < from - 1) before.push(held);
    else if (held.from > to + 1) after.push(held);
    else {
      from = Math.min(from, held.from);
      to = Math.max(to, held.to);
    }
  }
  return [...before, { from, to }, ...after];
}

/** What is left of a set when one range is taken out. */
export function removeRange(set: RangeSet, removed: Range): RangeSet {
  return set.flatMap((held) => {
    if (held.to < removed.from || held.from > removed.to) return [held];
    return [range(held.from, removed.from - 1), range(removed.to + 1, held.to)].filter((part) => part !== null);
  });
}

/** The part of a set that lies within `bounds`. */
export function clipRanges(set: RangeSet, bounds: Range): RangeSet {
  return set.flatMap((held) => {
    const part = range(Math.max(held.from, bounds.from), Math.min(held.to, bounds.to));
    return part ? [part] : [];
  });
}

/** The gaps: what of `bounds` the set does not hold, in order. */
export function gapsIn(set: RangeSet, bounds: Range): RangeSet {
  const gaps: Range[] = [];
  let next = bounds.from;
  for (const held of clipRanges(set, bounds)) {
    const gap = range(next, held.from - 1);
    if (gap) gaps.push(gap);
    next = held.to + 1;
  }
  const rest = range(next, bounds.to);
  return rest ? [...gaps, rest] : gaps;
}

/** True when every SeqId of `wanted` is held. */
export function holds(set: RangeSet, wanted: Range): boolean {
  return set.some((held) => held.from <= wanted.from && held.to >= wanted.to);
}

/** How many SeqIds the set holds. */
export function sizeOf(set: RangeSet): number {
  return set.reduce((sum, held) => sum + held.to - held.from + 1, 0);
}
