import type { Orphan, SessionRecord } from '../device-store.ts';
import { entryHash } from '../digest.ts';
import type { Entry } from '../entry.ts';
import type { HistoryPage } from '../pages.ts';
import { addRange, clipRanges, removeRange } from '../ranges.ts';
import type { Range, RangeSet } from '../ranges.ts';
import type { SeqId } from '../seq.ts';
import { isMessage } from '../message-state.ts';
import type { MessageState } from '../message-state.ts';
import { orphansIn } from './life.ts';
import { changesKnownTo, editOf } from './session-record.ts';

/** What putting a stretch right changes in a device's store: planned here, carried out in one transaction. */
export type RepairPlan = {
  readonly record: SessionRecord;
  /** The stretch as the server has it, which takes the place of all that was held there. */
  readonly entries: readonly Entry[];
  /** SeqIds of the stretch at which the device had something else than the server. */
  readonly changed: readonly SeqId[];
  /** Own messages that the device had in the stretch and the server does not have there. */
  readonly orphans: readonly Orphan[];
};

/**
 * Plans the repair of a stretch (SPEC AU-5, AU-6).
 * @param held what the device has stored in the stretch
 * @param page what the server has there: it covers the stretch as far as the user may see it
 * @param states what is in force on the messages of the stretch, where anything has changed them
 */
export function planRepair(
  record: SessionRecord,
  held: readonly Entry[],
  stretch: Range,
  page: HistoryPage,
  selfId: string,
  states: ReadonlyMap<SeqId, MessageState>,
): RepairPlan {
  const covered = visibleIn(record, stretch, page);
  const entries = page.entries.filter(({ seq }) => covered.some(({ from, to }) => seq >= from && seq <= to));
  const kept = covered.reduce<RangeSet>(addRange, removeRange(record.held, stretch));
  const { lastMessage } = record;
  const previewed = lastMessage !== null && lastMessage.seq >= stretch.from && lastMessage.seq <= stretch.to;
  const newest = entries.findLast(isMessage) ?? null;
  const preview = { lastMessage: newest, lastEdit: newest && editOf(newest, page, record.head) };
  return {
    record: {
      ...record,
      held: kept,
      changesTo: changesKnownTo(record, page),
      ...(previewed ? preview : {}),
    },
    entries,
    changed: differences(held, entries),
    orphans: orphansIn(
      held.filter((entry) => !isAmong(entry, entries)),
      selfId,
      ({ seq }) => states.get(seq),
    ),
  };
}

/** What of the stretch the page proves, within what the user may see. */
function visibleIn(record: SessionRecord, stretch: Range, page: HistoryPage): RangeSet {
  if (page.covered === null) return [];
  const visible = { from: record.visibleFrom, to: record.visibleUntil ?? stretch.to };
  return clipRanges(clipRanges([page.covered], stretch), visible);
}

function differences(held: readonly Entry[], entries: readonly Entry[]): readonly SeqId[] {
  const before = new Map(held.map((entry) => [entry.seq, entryHash(entry)]));
  const after = new Map(entries.map((entry) => [entry.seq, entryHash(entry)]));
  return [...new Set([...before.keys(), ...after.keys()])].filter((seq) => before.get(seq) !== after.get(seq));
}

/** True when the server has the message: under its client id, or word for word at its SeqId. */
function isAmong(own: Entry, entries: readonly Entry[]): boolean {
  return entries.some(
    ({ clientId, seq, authorId, body }) =>
      clientId === own.clientId ||
      (seq === own.seq &&
        authorId === own.authorId &&
        body.kind === 'message' &&
        own.body.kind === 'message' &&
        body.text === own.body.text),
  );
}
