import { countsAsUnread } from './device/session-record.ts';
import type { Entry } from './entry.ts';
import { holds } from './ranges.ts';
import type { RangeSet } from './ranges.ts';
import type { SeqId } from './seq.ts';

export type UnreadQuestion = {
  readonly userId: string;
  /** The read marker: what lies at or below it is read. */
  readonly readSeq: SeqId;
  /** Count up to this SeqId, inclusive. */
  readonly atSeq: SeqId;
  /** What the user may see; the rest is never counted, so a count tells nothing of it. */
  readonly visible: RangeSet;
};

/** How many of `entries` are unread: visible messages of others in (readSeq, atSeq] (SPEC RD-1). Derived, never kept. */
export function countUnread(entries: readonly Entry[], question: UnreadQuestion): number {
  const { userId, readSeq, atSeq, visible } = question;
  return entries.filter((entry) => {
    const { seq } = entry;
    return (
      seq > readSeq && seq <= atSeq && countsAsUnread(entry, userId, atSeq) && holds(visible, { from: seq, to: seq })
    );
  }).length;
}
