import { type Audited, type RangeSet, type SessionRecord, addRange, removeRange } from '@tidemark/timeline';

/** What was audited is not audited again by itself within this time, in ms. */
export const AUDITED_FOR = 24 * 60 * 60_000;

/**
 * What of a session is to be audited now.
 * @param noted what was found to be the server's before; null to audit all of it
 * @param now the device's clock: one that was set back, or far ahead, makes the note too old
 */
export function dueOf(record: SessionRecord, noted: Audited | null, epoch: string, now: number): RangeSet {
  if (!isFresh(noted, epoch, now)) return record.held;
  return noted.ranges.reduce<RangeSet>(removeRange, record.held);
}

/** The note after an audit of `ranges`. What was noted before keeps its time, so that all is audited once a day. */
export function noteAfter(
  sessionId: string,
  ranges: RangeSet,
  noted: Audited | null,
  epoch: string,
  now: number,
): Audited {
  if (!isFresh(noted, epoch, now)) return { sessionId, epoch, at: now, ranges };
  return { ...noted, ranges: ranges.reduce<RangeSet>(addRange, noted.ranges) };
}

function isFresh(noted: Audited | null, epoch: string, now: number): noted is Audited {
  return noted !== null && noted.epoch === epoch && Math.abs(now - noted.at) < AUDITED_FOR;
}
