import type { Entry } from './entry.ts';
import { withoutExpired } from './expiry.ts';
import { isChange } from './message-state.ts';
import type { Range } from './ranges.ts';
import type { SeqId } from './seq.ts';

/** What a reader is told of the changes of messages: no more than of the messages themselves (SPEC CH-10). */

/**
 * An entry as it is told to someone whose stay can be read from `from` on. The same object unless it is a change of a
 * message that lies before: of that they learn that there was one, and of which.
 */
export function asTold(entry: Entry, from: SeqId): Entry {
  return isChange(entry) && entry.body.target < from ? withoutExpired(entry) : entry;
}

/** An entry as it is told to someone who may read `stays` of its session, one range to a stay. */
export function asRead(entry: Entry, stays: readonly Range[]): Entry {
  return isChange(entry) ? asTold(entry, beginningOf(stays, entry.seq)) : entry;
}

/** Where the stay begins in which the entry `seq` is read; of several, with open history, the first to begin. */
function beginningOf(stays: readonly Range[], seq: SeqId): SeqId {
  return Math.min(seq, ...stays.flatMap(({ from, to }) => (from <= seq && seq <= to ? [from] : [])));
}

/** Someone who is told of entries, and the SeqId from which on they may read. */
export type Hearer = { readonly from: SeqId };

/** Some of those who are told, and what they are told. */
export type Hearing<To extends Hearer> = { readonly hearers: readonly To[]; readonly entries: readonly Entry[] };

/**
 * The same entries to many at once: those who are told the same, together. One part unless the entries change messages
 * that some of the hearers may not see, and one more for each such message at most.
 */
export function hearingsOf<To extends Hearer>(
  entries: readonly Entry[],
  hearers: readonly To[],
): readonly Hearing<To>[] {
  const targets = [...new Set(entries.flatMap((entry) => (isChange(entry) ? [entry.body.target] : [])))];
  const parts = new Map<number, To[]>();
  for (const hearer of hearers) {
    const hidden = targets.filter((target) => target < hearer.from).length;
    const part = parts.get(hidden);
    if (part) part.push(hearer);
    else parts.set(hidden, [hearer]);
  }
  // so many targets hidden of those there are: the lowest ones, so the same for all of a part
  return [...parts.values()].map((part) => {
    const from = part[0]?.from ?? 1;
    return { hearers: part, entries: entries.map((entry) => asTold(entry, from)) };
  });
}
