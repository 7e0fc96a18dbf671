import type { Follow, SessionFrameResult, SessionRecord } from '../device-store.ts';
import type { Entry } from '../entry.ts';
import { isNews } from '../expiry.ts';
import { isMessage } from '../message-state.ts';
import type { SessionFrame, SessionView } from '../pages.ts';
import { addRange, clipRanges, gapsIn, holds, range } from '../ranges.ts';
import type { RangeSet } from '../ranges.ts';
import { MAX_SEQ } from '../seq.ts';
import type { SeqId } from '../seq.ts';
import { foldEntry, recordOf } from './session-record.ts';

/**
 * Pull mode on the device: a session that is its own timeline, followed by a checkpoint of its own (SPEC MD-6, MD-8).
 * A frame that continues the checkpoint moves it; anything else leaves the record *behind* (its checkpoint below its
 * head), and the answer of `follow` brings it up again.
 */

/** The SeqId up to which the device has applied a session, by whichever way it is told of it. */
export function appliedTo(record: SessionRecord): SeqId {
  return record.checkpoint ?? record.head;
}

/** What the device has to follow of a session; null where the sync timeline tells all. */
export function followOf(record: SessionRecord): Follow | null {
  const { sessionId, checkpoint, head } = record;
  return checkpoint === null ? null : { sessionId, seq: checkpoint, behind: checkpoint < head };
}

export type SessionFramePlan = { readonly record: SessionRecord; readonly result: SessionFrameResult };

/** Folds a frame of a followed session. The entries of the frame are held afterwards, unless the record is the same. */
export function foldSessionFrame(record: SessionRecord, frame: SessionFrame, selfId: string): SessionFramePlan {
  const { checkpoint, head } = record;
  if (checkpoint === null || frame.to <= checkpoint) return { record, result: 'applied' };
  if (checkpoint === head && frame.from <= checkpoint + 1) {
    const fresh = frame.entries.filter((entry) => entry.seq > checkpoint);
    const folded = foldEntries(record, fresh, selfId);
    // What the entries alone do not say is asked for.
    return { record: folded, result: appliedTo(folded) < folded.head ? 'hole' : 'applied' };
  }
  return { record: holdBeyond(record, frame), result: 'hole' };
}

function foldEntries(record: SessionRecord, entries: readonly Entry[], selfId: string): SessionRecord {
  return entries.reduce((folded, entry) => foldEntry(folded, entry, selfId) ?? folded, record);
}

/** Keeps what lies beyond a hole, without counting it: the answer of `follow` is folded below it later. */
function holdBeyond(record: SessionRecord, frame: SessionFrame): SessionRecord {
  const visible = range(Math.max(frame.from, record.visibleFrom), frame.to);
  if (visible === null) return record;
  const newest = frame.entries.findLast(isNews);
  const isNewer = newest !== undefined && newest.seq > record.head;
  const message = frame.entries.findLast(isMessage);
  const isNewest = message !== undefined && message.seq > (record.lastMessage?.seq ?? 0);
  return {
    ...record,
    held: addRange(record.held, visible),
    head: Math.max(record.head, frame.to),
    lastAt: isNewer ? newest.at : record.lastAt,
    // What has changed it meanwhile comes with the answer that fills the hole.
    ...(isNewest ? { lastMessage: message, lastEdit: null } : {}),
  };
}

/**
 * Puts what `follow` says of a session in place of what was known.
 * @param held the held entries of the session above `view.head`, in order
 * @returns the record after it; still behind when the answer is older than what is known, so that it is asked for again
 */
export function foldMoved(
  record: SessionRecord,
  view: SessionView,
  held: readonly Entry[],
  selfId: string,
): SessionRecord {
  const { checkpoint, head } = record;
  if (checkpoint === null || (checkpoint === head && view.head <= head)) return record;
  // A marker was told after the server had counted: the count is not of this marker.
  if (view.readSeq < record.readSeq) return { ...record, head: Math.max(head, view.head) };
  const beyond = range(view.head + 1, head);
  if (beyond !== null && !holds(record.held, beyond)) return record;
  // What was told, and not what else is held: own entries lie ahead of their turn (SPEC OB-9).
  const told = held.filter((entry) => entry.seq <= head);
  const known = recordOf(view, record);
  return withHeldAhead(foldEntries(known, told, selfId), record.held);
}

/** Keeps what is held past the head. */
function withHeldAhead(record: SessionRecord, before: RangeSet): SessionRecord {
  if (record.visibleUntil !== null) return record;
  const ahead = clipRanges(before, { from: record.head + 1, to: MAX_SEQ });
  return { ...record, held: ahead.reduce(addRange, record.held) };
}

/** The stretch of a session that moved on without this device: what it has not been told one by one. */
export function missedBetween(before: SessionRecord, after: SessionRecord): RangeSet {
  if (before.checkpoint === null || after.head <= before.checkpoint) return [];
  const missed = range(Math.max(before.checkpoint + 1, after.visibleFrom), after.head);
  return missed ? gapsIn(after.held, missed) : [];
}
