import type { SessionRecord } from '../device-store.ts';
import type { Entry, EntryBody, SyncItem } from '../entry.ts';
import { isContent, isNews } from '../expiry.ts';
import { readableFrom } from '../membership.ts';
import { isMessage, withoutContent } from '../message-state.ts';
import type { MessageState } from '../message-state.ts';
import type { ChangesPage, HistoryPage, SessionView } from '../pages.ts';
import type { SyncMode } from '../policy.ts';
import { NO_RANGES, addRange, clipRanges, holds, range } from '../ranges.ts';
import { MAX_SEQ } from '../seq.ts';
import type { SeqId } from '../seq.ts';

/**
 * What a device makes of its sync timeline: a session list, folded from entries and snapshots by pure functions, the
 * same for every device store. The law (SPEC SN-2): a snapshot at a, folded with the items a+1..b, equals a snapshot
 * at b.
 */

/**
 * A message that counts as unread for `selfId` once it lies after the read marker, as of the SeqId `at`: one that was
 * recalled after that still counts, until its recall is told (SPEC RD-1, CH-7).
 */
export function countsAsUnread({ authorId, body }: Entry, selfId: string, at: SeqId): boolean {
  if (authorId === selfId) return false;
  return body.kind === 'message' || (body.kind === 'message-recalled' && body.by > at);
}

/**
 * The held entries of one session with `seq > after`, in order. A fold asks only for what lies between the SeqId up to
 * which the server counted and the newest one applied, so it is short.
 */
export type HeldAfter = (sessionId: string, after: SeqId) => readonly Entry[];

/**
 * Folds one item of the sync timeline into the record of its session.
 * @param record what is known so far; null for a session new to this device
 * @returns the record after it; null when the item tells of a session that this device cannot show (never joined)
 */
export function foldItem(
  record: SessionRecord | null,
  item: SyncItem,
  selfId: string,
  heldAfter: HeldAfter,
): SessionRecord | null {
  if (item.kind === 'entry') return foldEntry(record, item.entry, selfId);
  return record === null ? null : foldRead(record, item, selfId, heldAfter);
}

/**
 * Folds one entry of a sync timeline. One at or below the session's head (a snapshot was already past it) adds nothing
 * but that it is held.
 */
export function foldEntry(record: SessionRecord | null, entry: Entry, selfId: string): SessionRecord | null {
  const known = joinIfTold(record, entry, selfId);
  if (known === null) return known;
  // A marker may have told the floor before its turn. What the session has become since is told below it too.
  const isBelow = entry.seq < known.visibleFrom;
  const isKept = !isBelow && holdsEntries(known);
  const holding = isKept ? holdTold(known, entry) : known;
  if (entry.seq <= known.head) return holding;
  const told = isBelow && isContent(entry) ? holding : foldBody(holding, entry, selfId);
  const unreadAt = Math.max(told.unreadAt, entry.seq);
  return {
    ...told,
    head: entry.seq,
    lastAt: isNews(entry) ? entry.at : told.lastAt,
    unreadAt,
    changesTo: changesAfter(known, entry.seq),
    ...wayAfter(known, entry, selfId),
  };
}

/**
 * Holds an entry that was told. Of a message that a snapshot, or the answer to a follow, went past while it was not held,
 * the changes up to there were not told: they are asked for (SPEC CH-6).
 */
function holdTold(record: SessionRecord, entry: Entry): SessionRecord {
  const isHeld = holds(record.held, oneSeq(entry.seq));
  const changesTo = changesAfter(record, entry.seq);
  return {
    ...record,
    held: addRange(record.held, oneSeq(entry.seq)),
    changesTo: isHeld || !isMessage(entry) ? changesTo : Math.min(changesTo, entry.seq),
  };
}

/** Up to where changes are known once the entry `seq` was told. */
function changesAfter({ changesTo }: SessionRecord, seq: SeqId): SeqId {
  return seq === changesTo + 1 ? seq : changesTo;
}

/** False for the private session: what its entries say is folded into the own data (SPEC OD-5). */
function holdsEntries({ sessionKind }: Pick<SessionRecord, 'sessionKind'>): boolean {
  return sessionKind !== 'private';
}

/**
 * How the session is told of after an entry. The checkpoint of pull mode moves only from one SeqId to the next: an
 * entry beyond leaves the record behind, until the session was asked for (SPEC MD-8).
 */
function wayAfter(record: SessionRecord, entry: Entry, selfId: string): Pick<SessionRecord, 'mode' | 'checkpoint'> {
  const { checkpoint } = record;
  const mode = modeAfter(record, entry, selfId);
  const isNext = checkpoint === null || entry.seq === checkpoint + 1;
  // How much of what was unread has expired, only the server can count: asked for by staying behind (SPEC RT-12).
  const isUnknown = checkpoint !== null && entry.body.kind === 'expired' && record.readSeq < entry.body.upTo;
  if (!isNext || isUnknown) return { mode, checkpoint };
  const isFollowed = mode === 'pull' && (checkpoint !== null || entry.body.kind === 'mode-changed');
  return { mode, checkpoint: isFollowed ? entry.seq : null };
}

function modeAfter(record: SessionRecord, { body }: Entry, selfId: string): SyncMode {
  if (body.kind === 'mode-changed') return body.mode;
  const endsHere = (body.kind === 'member-left' || body.kind === 'member-removed') && body.memberId === selfId;
  return endsHere ? 'push' : record.mode;
}

function foldBody(record: SessionRecord, entry: Entry, selfId: string): SessionRecord {
  const { body } = entry;
  switch (body.kind) {
    case 'message':
    case 'message-recalled': {
      // One that was recalled since counts until its recall comes, which takes it off.
      const isNew = entry.seq > record.unreadAt && countsAsUnread(entry, selfId, entry.seq);
      return { ...record, lastMessage: entry, lastEdit: null, unread: isNew ? record.unread + 1 : record.unread };
    }
    case 'edited':
      return body.target === record.lastMessage?.seq ? { ...record, lastEdit: entry } : record;
    case 'recalled':
      return foldRecall(record, entry.seq, body, selfId);
    case 'renamed':
      return { ...record, title: body.title };
    case 'members-added':
      return { ...record, memberCount: body.memberCount };
    case 'member-left':
    case 'member-removed':
      return {
        ...record,
        memberCount: record.memberCount - 1,
        ...(body.memberId === selfId ? endAt(record, entry.seq) : {}),
      };
    case 'expired':
      return { ...raiseFloor(record, body.upTo + 1), lastAt: body.lastAt };
    case 'session-created':
    case 'mode-changed':
    case 'message-expired':
    case 'change-expired':
    case 'reacted':
    case 'pinned':
    case 'edit-recalled':
    case 'set':
    case 'set-superseded':
    case 'unknown':
      return record;
  }
}

/**
 * Nothing below `floor` is there to be read any more (SPEC RT-9). What was unread below it is counted by the server:
 * in push mode it tells how far one has read with it, by a marker right behind (SPEC RT-12).
 */
export function raiseFloor(record: SessionRecord, floor: SeqId): SessionRecord {
  const { visibleFrom, visibleUntil, lastMessage } = record;
  const from = readableFrom({ visibleFrom, untilSeq: visibleUntil }, floor);
  if (from <= visibleFrom) return record;
  const isGone = lastMessage !== null && lastMessage.seq < from;
  return {
    ...record,
    visibleFrom: from,
    held: clipRanges(record.held, { from, to: MAX_SEQ }),
    ...(isGone ? { lastMessage: null, lastEdit: null } : {}),
  };
}

/** The end of the stay; a floor that was told before it reaches no further than that. */
function endAt({ visibleFrom }: SessionRecord, seq: SeqId): Pick<SessionRecord, 'visibleFrom' | 'visibleUntil'> {
  return { visibleFrom: readableFrom({ visibleFrom, untilSeq: seq }, visibleFrom), visibleUntil: seq };
}

/** A recall takes the message off what is unread, and its text out of the preview (SPEC CH-7). */
function foldRecall(
  record: SessionRecord,
  seq: SeqId,
  { target, targetAuthorId }: Extract<EntryBody, { kind: 'recalled' }>,
  selfId: string,
): SessionRecord {
  const wasUnread = seq > record.unreadAt && target > record.readSeq && targetAuthorId !== selfId;
  const unread = wasUnread ? record.unread - 1 : record.unread;
  const { lastMessage } = record;
  if (lastMessage?.seq !== target) return { ...record, unread };
  return { ...record, unread, lastMessage: withoutContent(lastMessage, seq), lastEdit: null };
}

/** The record to fold into: a fresh one when the entry makes this user a member (first time or again). */
function joinIfTold(record: SessionRecord | null, entry: Entry, selfId: string): SessionRecord | null {
  const { body } = entry;
  if (record !== null && entry.seq <= record.head) return record;
  if (body.kind !== 'session-created' && body.kind !== 'members-added') return record;
  if (!body.memberIds.includes(selfId)) return record;
  const visibleFrom = body.kind === 'session-created' ? entry.seq : body.visibleFrom;
  const before = entry.seq - 1;
  const held = record ? clipRanges(record.held, { from: visibleFrom, to: Math.max(visibleFrom, before) }) : NO_RANGES;
  return {
    sessionId: entry.sessionId,
    sessionKind: body.sessionKind,
    title: body.title,
    memberIds: body.kind === 'session-created' && body.sessionKind === 'direct' ? body.memberIds : [],
    memberCount: body.kind === 'session-created' ? body.memberIds.length : body.memberCount,
    visibleFrom,
    visibleUntil: null,
    head: before,
    readSeq: entry.seq,
    unread: 0,
    unreadAt: before,
    held,
    lastMessage: record?.lastMessage && record.lastMessage.seq >= visibleFrom ? record.lastMessage : null,
    lastEdit: record?.lastMessage && record.lastMessage.seq >= visibleFrom ? record.lastEdit : null,
    changesTo: record && held.length > 0 ? record.changesTo : before,
    lastAt: entry.at,
    mode: body.mode,
    checkpoint: body.mode === 'pull' ? before : null,
  };
}

function oneSeq(seq: SeqId) {
  return { from: seq, to: seq };
}

function foldRead(
  known: SessionRecord,
  item: Extract<SyncItem, { kind: 'read' }>,
  selfId: string,
  heldAfter: HeldAfter,
): SessionRecord {
  const record = raiseFloor(known, item.floor ?? 1);
  // Known already, perhaps from a snapshot that counted later than this item did.
  if (item.readSeq <= record.readSeq) return record;
  // Counted when the server answered: before entries that are applied here already (they are counted on top), or after
  // entries that are still to come (they will not be counted again).
  const since = heldAfter(record.sessionId, item.atSeq).filter((entry) => entry.seq <= record.head);
  return {
    ...record,
    readSeq: item.readSeq,
    unread: item.unread + unreadBy(since, item.readSeq, selfId),
    unreadAt: Math.max(item.atSeq, record.head),
  };
}

/** By how much entries, in order, change what is unread after `readSeq`: messages of others, less those recalled. */
function unreadBy(entries: readonly Entry[], readSeq: SeqId, selfId: string): number {
  return entries.reduce((unread, entry) => {
    const { body, seq } = entry;
    if (seq > readSeq && countsAsUnread(entry, selfId, seq)) return unread + 1;
    const takesOff = body.kind === 'recalled' && body.target > readSeq && body.targetAuthorId !== selfId;
    return takesOff ? unread - 1 : unread;
  }, 0);
}

/**
 * Puts a snapshot's view in place of what was known. What the device holds survives; its own progress past the
 * snapshot is not undone (SPEC SN-3).
 */
export function foldView(record: SessionRecord | null, view: SessionView): SessionRecord {
  return record !== null && record.head > view.head ? record : recordOf(view, record);
}

/**
 * The record of a session as the server sees it, with what of it the device holds. What lies between is not told one by
 * one, so the changes of what is held have to be asked for (SPEC CH-6).
 */
export function recordOf(view: SessionView, before: Pick<SessionRecord, 'held' | 'changesTo'> | null): SessionRecord {
  const { lastMessage, lastEdit, lastAt, mode, head, visibleFrom, visibleUntil } = view;
  const visible = range(visibleFrom, head);
  const held = visible ? clipRanges(before?.held ?? NO_RANGES, visible) : NO_RANGES;
  // The own data of a device that knows nothing yet has to be asked for; changes only of what is held.
  const known = before?.changesTo ?? (holdsEntries(view) ? head : 0);
  return {
    sessionId: view.sessionId,
    sessionKind: view.sessionKind,
    title: view.title,
    memberIds: view.memberIds,
    memberCount: view.memberCount,
    visibleFrom,
    visibleUntil,
    head,
    readSeq: view.readSeq,
    unread: view.unread,
    unreadAt: head,
    held,
    lastMessage,
    lastEdit,
    changesTo: holdsEntries(view) && held.length === 0 ? head : known,
    lastAt,
    mode,
    checkpoint: mode === 'pull' && visibleUntil === null ? head : null,
  };
}

/**
 * Notes an own entry that the server has acknowledged: held from now on, and part of what is known only once its turn
 * comes (SPEC OB-9).
 */
export function holdOwn(record: SessionRecord, { seq }: Entry): SessionRecord {
  const { held, visibleFrom, visibleUntil } = record;
  const isVisible = seq >= visibleFrom && (visibleUntil === null || seq <= visibleUntil);
  if (!isVisible || !holdsEntries(record)) return record;
  // A late answer may be about an entry that a snapshot went past: its changes were not told.
  return { ...record, held: addRange(held, oneSeq(seq)), changesTo: Math.min(record.changesTo, seq) };
}

/** Notes what a roaming page proves, within what this user may see. The entries themselves go into the store. */
export function foldHistory(record: SessionRecord, page: HistoryPage): SessionRecord {
  if (page.covered === null || !holdsEntries(record)) return record;
  const covered = range(
    Math.max(page.covered.from, record.visibleFrom),
    Math.min(page.covered.to, record.visibleUntil ?? page.covered.to),
  );
  if (covered === null) return record;
  const newest = page.entries.findLast(
    (entry) => isMessage(entry) && entry.seq >= covered.from && entry.seq <= Math.min(covered.to, record.head),
  );
  const newer = newest !== undefined && newest.seq > (record.lastMessage?.seq ?? 0);
  const held = addRange(record.held, covered);
  const changesTo = changesKnownTo(record, page);
  if (!newer) return { ...record, held, changesTo };
  return { ...record, held, changesTo, lastMessage: newest, lastEdit: editOf(newest, page, record.head) };
}

/**
 * Up to where the changes of what is held are known once a page is. It may be older than what is known: what changed it
 * since was perhaps passed over, since it was not held. And it brings a bounded number of changes (SPEC CH-5).
 */
export function changesKnownTo(record: SessionRecord, page: HistoryPage): SeqId {
  return Math.min(record.changesTo, page.changesTo ?? page.head);
}

/** What is to be asked for: the changes, after a SeqId, of what is held of a session; null when none was missed. */
export function missedChangesOf(record: SessionRecord): { readonly sessionId: string; readonly after: SeqId } | null {
  const { sessionId, changesTo, head, held } = record;
  const isAsked = held.length > 0 || !holdsEntries(record);
  return changesTo < head && isAsked ? { sessionId, after: changesTo } : null;
}

/** Notes up to where changes are known. An answer that leaves out some of those before it moves nothing. */
export function foldChanges(record: SessionRecord, page: ChangesPage): SessionRecord {
  return page.after > record.changesTo ? record : { ...record, changesTo: Math.max(record.changesTo, page.to) };
}

/**
 * A record whose preview says nothing that a recall has taken: a page may have been read before a recall that is applied
 * here already, and a recall may come with the changes that were asked for (SPEC CH-4, CH-7).
 * @param state what is in force on the last message, where anything has changed it
 */
export function honourPreview<Known extends SessionRecord>(record: Known, state: MessageState | undefined): Known {
  const { lastMessage } = record;
  const by = state?.recalledBy ?? null;
  if (lastMessage === null || state?.seq !== lastMessage.seq || by === null) return record;
  return { ...record, lastMessage: withoutContent(lastMessage, by), lastEdit: null };
}

/** The edit of a message that is in force as of the SeqId `at`, by what a page says. */
export function editOf(message: Entry, page: HistoryPage, at: SeqId): Entry | null {
  const isEdit = ({ seq, body }: Entry) => seq <= at && body.kind === 'edited' && body.target === message.seq;
  return page.changes.findLast(isEdit) ?? page.entries.findLast(isEdit) ?? null;
}

/**
 * The badge after a read marker that this device has set but the server has not confirmed.
 * @param marked the SeqId marked as read here, or null
 * @param held the held entries in (record.readSeq, marked]
 */
export function unreadAfterMark(
  record: SessionRecord,
  marked: SeqId | null,
  held: readonly Entry[],
  selfId: string,
): number {
  if (marked === null || marked <= record.readSeq) return record.unread;
  if (marked >= record.unreadAt) return 0;
  const { readSeq, unreadAt } = record;
  const read = held.filter(
    (entry) => entry.seq > readSeq && entry.seq <= marked && countsAsUnread(entry, selfId, unreadAt),
  );
  return Math.max(0, record.unread - read.length);
}
