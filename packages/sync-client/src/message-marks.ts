import {
  type Entry,
  type Hidden,
  type MessageState,
  type OutboxItem,
  type OwnValue,
  type Range,
  type SeqId,
  type SessionRecord,
  type UnreadMark,
  countsAsUnread,
  gapsIn,
  hiddenOf,
  isHidden,
  isMessage,
  messageKeys,
  messagePrefixes,
  NOTHING_HIDDEN,
  range,
  unreadAfterMark,
  unreadMarkOf,
  withPendingSets,
} from '@tidemark/timeline';
import type { LiveReads } from './store/zone.ts';

/** What a user has made of the messages of their sessions, with what waits in the outbox. */
export type MessageMarks = {
  readonly hidden: ReadonlyMap<string, Hidden>;
  /** The values of the marks as unread, by key. */
  readonly unread: ReadonlyMap<string, string>;
};

/** The own data of this user whose keys begin with `prefix`, with what waits in the outbox. */
export async function ownOf(store: LiveReads, prefix: string): Promise<ReadonlyMap<string, string>> {
  const outbox = await store.outbox();
  return ownWith(await store.own(prefix), prefix, outbox);
}

/** @param values the own data whose keys begin with `prefix`, as the server has told it */
export function ownWith(
  values: readonly OwnValue[],
  prefix: string,
  outbox: readonly OutboxItem[],
): ReadonlyMap<string, string> {
  return withPendingSets(
    values,
    outbox.filter(({ action }) => action.kind === 'set' && action.key.startsWith(prefix)),
  );
}

/**
 * What is made of messages.
 * @param sessionId of one session; of all where it is left out
 */
export async function marksIn(
  store: LiveReads,
  outbox: readonly OutboxItem[],
  sessionId?: string,
): Promise<MessageMarks> {
  const prefix = messagePrefixes.hidden(sessionId);
  const key = sessionId === undefined ? messagePrefixes.unread : messageKeys.unread(sessionId);
  const [hidden, unread] = await Promise.all([store.own(prefix), store.own(key)]);
  return { hidden: hiddenOf(ownWith(hidden, prefix, outbox)), unread: ownWith(unread, key, outbox) };
}

export function hiddenIn({ hidden }: MessageMarks, sessionId: string): Hidden {
  return hidden.get(sessionId) ?? NOTHING_HIDDEN;
}

export type UnreadNow = {
  readonly unread: number;
  /** What lies above it is unread. */
  readonly unreadAfter: SeqId;
  /** It was marked as unread, and not read on since. */
  readonly marked: boolean;
  /** A SeqId around which something is missing here, so that the count is a guess. */
  readonly uncounted: SeqId | null;
};

/**
 * What is unread with all that its reader has made of it: the marker that this device has set and the server has not yet
 * confirmed, a mark as unread, and without what was deleted for oneself (SPEC RD-1, OD-8, OD-9).
 * @param own the outbox of the session
 */
export async function unreadNow(
  store: LiveReads,
  record: SessionRecord,
  own: readonly OutboxItem[],
  marks: MessageMarks,
): Promise<UnreadNow> {
  const read = readHere(record, own);
  const base = await unreadAfter(store, record, read);
  const value = marks.unread.get(messageKeys.unread(record.sessionId));
  const mark = value === undefined ? null : unreadMarkOf(value);
  const isMarked = value !== undefined && (mark === null || read <= mark.read);
  const hidden = hiddenIn(marks, record.sessionId);
  const [again, gone] = [
    await markedAgain(store, record, isMarked ? mark : null, read, hidden),
    await hiddenAmong(store, record, hidden, read),
  ];
  return {
    unread: Math.max(0, base - gone.count) + again.count,
    unreadAfter: isMarked && mark !== null ? Math.min(mark.from - 1, read) : read,
    marked: isMarked,
    uncounted: gone.missing ?? again.missing,
  };
}

/** Up to where one has read, by this device's word too. */
export function readHere({ readSeq }: SessionRecord, own: readonly OutboxItem[]): SeqId {
  const marks = own.flatMap(({ action, state }) =>
    action.kind === 'read' && state.kind !== 'refused' ? [action.seq] : [],
  );
  return Math.max(readSeq, ...marks);
}

async function unreadAfter(store: LiveReads, record: SessionRecord, read: SeqId): Promise<number> {
  if (record.unread === 0 || read === record.readSeq) return record.unread;
  // Only a marker in the midst of the unread needs a look at the entries.
  const midst = read < record.unreadAt;
  const held = midst ? await store.entries(record.sessionId, record.readSeq + 1, read) : [];
  return unreadAfterMark(record, read, held, store.selfId);
}

type Counted = { readonly count: number; readonly missing: SeqId | null };

/** How many of what was read are unread again. Where not all of it is held, as many as the mark says. */
async function markedAgain(
  store: LiveReads,
  record: SessionRecord,
  mark: UnreadMark | null,
  read: SeqId,
  hidden: Hidden,
): Promise<Counted> {
  const again = mark ? range(Math.max(mark.from, record.visibleFrom), Math.min(mark.read, read)) : null;
  if (mark === null || again === null) return { count: 0, missing: null };
  const missing = missingOf(record, again);
  if (missing !== null) return { count: Math.min(mark.count, again.to - again.from + 1), missing };
  const entries = await store.entries(record.sessionId, again.from, again.to);
  return { count: entries.filter((entry) => isUnread(store, record, entry, hidden)).length, missing: null };
}

function isUnread(store: LiveReads, record: SessionRecord, entry: Entry, hidden: Hidden): boolean {
  return countsAsUnread(entry, store.selfId, record.unreadAt) && !isHidden(hidden, entry.seq);
}

/** How many of what would be unread were deleted for oneself. */
async function hiddenAmong(store: LiveReads, record: SessionRecord, hidden: Hidden, read: SeqId): Promise<Counted> {
  let [count, missing]: [number, SeqId | null] = [0, null];
  for (const run of hidden.ranges) {
    const part = range(Math.max(run.from, read + 1, record.visibleFrom), Math.min(run.to, record.unreadAt));
    if (part === null) continue;
    const lacks = missingOf(record, part);
    if (lacks === null) {
      const entries = await store.entries(record.sessionId, part.from, part.to);
      count += entries.filter((entry) => countsAsUnread(entry, store.selfId, record.unreadAt)).length;
    } else {
      missing = lacks;
      const said = hidden.runs.filter(({ from, to }) => from <= part.to && to >= part.from);
      count += Math.min(
        part.to - part.from + 1,
        said.reduce((sum, { others }) => sum + others, 0),
      );
    }
  }
  return { count, missing };
}

function missingOf(record: SessionRecord, wanted: Range): SeqId | null {
  return gapsIn(record.held, wanted).at(-1)?.to ?? null;
}

/** So many entries are looked through for another preview. */
const LOOK = 40;
const LOOKS = 5;

/** The last message that was not deleted for oneself, as far as it is held nearby, with what is in force on it. */
export async function lastShown(
  store: LiveReads,
  record: SessionRecord,
  hidden: Hidden,
): Promise<{ readonly message: Entry; readonly state: MessageState | null } | null> {
  let to = (record.lastMessage?.seq ?? 1) - 1;
  for (let looks = 0; looks < LOOKS && to >= record.visibleFrom; looks += 1) {
    const from = Math.max(record.visibleFrom, to - LOOK + 1);
    const entries = await store.entries(record.sessionId, from, to);
    const message = entries.findLast((entry) => isMessage(entry) && !isHidden(hidden, entry.seq));
    if (message) {
      const [state] = await store.states(record.sessionId, message.seq, message.seq);
      return { message, state: state ?? null };
    }
    to = from - 1;
  }
  return null;
}
