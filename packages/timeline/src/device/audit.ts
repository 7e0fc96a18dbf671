import { MAX_AUDIT_RANGES, MAX_AUDIT_SEQS } from '../digest.ts';
import { NO_RANGES, addRange, range } from '../ranges.ts';
import type { Range, RangeSet } from '../ranges.ts';

/**
 * The search for what differs between a device's copy of a session and the server's, as a pure function: it names the
 * ranges whose digests to compare, takes which of them differ, and narrows those down (SPEC AU-4).
 */
export type Search = {
  /** To be asked about, the next at the end. */
  readonly open: readonly Range[];
  /** What was found to differ, narrowed down as far as it is worth. */
  readonly found: RangeSet;
  /** A stretch of so many SeqIds is not narrowed down further: it is read anew as a whole. */
  readonly leaf: number;
};

/** Below this many entries, reading them anew costs less than another exchange. */
const WORTH_SPLITTING = 25;

/** Ranges narrowed down at a time: each then falls into two parts at least. */
const AT_A_TIME = MAX_AUDIT_RANGES / 2;

export function beginSearch(held: RangeSet, leaf = WORTH_SPLITTING): Search {
  const pieces = held.flatMap((part) => cut(part, Math.ceil(lengthOf(part) / MAX_AUDIT_SEQS), 1));
  return { open: pieces.toReversed(), found: NO_RANGES, leaf };
}

/** The ranges to compare next; none when the search is over. The same for the same search. */
export function nextRanges(search: Search): readonly Range[] {
  const taken = takenOf(search);
  const parts = Math.floor(MAX_AUDIT_RANGES / Math.max(1, taken.length));
  return taken.flatMap((suspect) => cut(suspect, parts, search.leaf));
}

/** Goes on from the answer to `nextRanges`. @param differing those of them that are not the same on both sides */
export function narrowed(search: Search, differing: readonly Range[]): Search {
  const open = search.open.slice(0, search.open.length - takenOf(search).length);
  const ended = differing.filter((part) => lengthOf(part) <= search.leaf);
  const further = differing.filter((part) => lengthOf(part) > search.leaf);
  return {
    ...search,
    open: [...open, ...further.toReversed()],
    found: ended.reduce<RangeSet>((found, part) => addRange(found, part), search.found),
  };
}

function takenOf({ open }: Search): readonly Range[] {
  const taken: Range[] = [];
  let seqs = 0;
  for (const suspect of open.toReversed()) {
    seqs += lengthOf(suspect);
    if (taken.length === AT_A_TIME || (seqs > MAX_AUDIT_SEQS && taken.length > 0)) break;
    taken.push(suspect);
  }
  return taken;
}

/** A range in so many parts of about one length, none shorter than `least` but the last. */
function cut(whole: Range, parts: number, least: number): readonly Range[] {
  const step = Math.max(least, Math.ceil(lengthOf(whole) / Math.max(1, parts)));
  const cuts: Range[] = [];
  for (let from = whole.from; from <= whole.to; from += step) {
    const part = range(from, Math.min(whole.to, from + step - 1));
    if (part) cuts.push(part);
  }
  return cuts;
}

function lengthOf({ from, to }: Range): number {
  return to - from + 1;
}
