import {
  type DeviceStore,
  type Entry,
  type Hidden,
  type KnownDays,
  type MessageState,
  type OutboxItem,
  type SessionRecord,
  type UserProfile,
  gapsIn,
  hiddenOf,
  holds,
  MAX_SEQ,
  messagePrefixes,
  peopleIn,
  range,
  isHidden,
  NOTHING_HIDDEN,
  noState,
  statesOf,
  withPending,
  type Range,
} from '@tidemark/timeline';
import type { PinnedMessage, SavedMessage, SessionListItem, SessionWindow, TidemarkClient } from './client.ts';
import { type MessageMarks, hiddenIn, lastShown, marksIn, ownOf, ownWith, unreadNow } from './message-marks.ts';
import { persistent } from './persistent.ts';
import { savedIn } from './saved.ts';
import { StoreGoneError } from './store/errors.ts';
import { type LiveReads, readsInZone } from './store/zone.ts';

/**
 * The live queries of a screen, over any device store. Each reads what it shows and no more: the session list, or one
 * window of one session.
 *
 * A query makes several reads, and the leader may write between two of them. The order makes that harmless: the outbox
 * first, then the records, then the entries, so a message that arrives meanwhile is at worst seen twice, never not at
 * all, and the one in the outbox is then left out by its client id. Reads that need nothing of each other are begun
 * together, in that order: what is begun first sees the store no later than what is begun after it. (One transaction
 * around the reads is no way: a browser ends it early when anything but the database is waited for in between.)
 */
export function liveQueries(store: DeviceStore): TidemarkClient['live'] {
  const over = <T>(nothing: T, query: (reads: LiveReads) => Promise<T>) => unlessGone(nothing, query, store);
  return {
    sessions: () => over<readonly SessionListItem[]>([], sessionsOf),
    session: (sessionId) => over<SessionListItem | null>(null, (reads) => sessionOf(reads, sessionId)),
    window: (sessionId, from, to) => over(NOTHING, (reads) => windowOf(reads, sessionId, from, to)),
    users: (userIds) => over<ReadonlyMap<string, UserProfile>>(new Map(), (reads) => reads.users(userIds)),
    days: (sessionId, zone) =>
      over<KnownDays | null>(null, async (reads) => {
        const known = await reads.days(sessionId);
        return known?.zone === zone ? known : null;
      }),
    outbox: () => over<readonly OutboxItem[]>([], (reads) => reads.outbox()),
    own: (prefix) => over<ReadonlyMap<string, string>>(new Map(), (reads) => ownOf(reads, prefix)),
    saved: () => over<readonly SavedMessage[]>([], savedIn),
  };
}

const NOTHING: SessionWindow = {
  entries: [],
  gaps: [],
  states: new Map(),
  quoted: new Map(),
  pending: [],
  pinned: [],
  users: new Map(),
};

/**
 * A wiped store shows nothing: the screen learns by the status that it is over, not by a failing query. Any other failure
 * is believed when it lasts. Whatever is read, and however often, is read as part of the live query that asks.
 */
async function unlessGone<T>(nothing: T, query: (reads: LiveReads) => Promise<T>, store: DeviceStore): Promise<T> {
  const reads = readsInZone(store);
  try {
    return await persistent(() => query(reads));
  } catch (error) {
    if (error instanceof StoreGoneError) return nothing;
    throw error;
  }
}

async function sessionsOf(store: LiveReads): Promise<readonly SessionListItem[]> {
  const outbox = await store.outbox();
  // The private session is no chat: it holds the user's own data.
  const records = (await store.sessions()).filter(({ sessionKind }) => sessionKind !== 'private');
  const users = await store.users(records.flatMap((record) => peopleOf(record, store.selfId)));
  const marks = await marksIn(store, outbox);
  const items = await Promise.all(records.map((record) => listItem(store, record, outbox, users, marks)));
  return items.sort((a, b) => b.lastAt - a.lastAt || a.sessionId.localeCompare(b.sessionId));
}

async function sessionOf(store: LiveReads, sessionId: string): Promise<SessionListItem | null> {
  const outbox = await store.outbox();
  const record = await store.session(sessionId);
  if (record === null || record.sessionKind === 'private') return null;
  const users = await store.users(peopleOf(record, store.selfId));
  return listItem(store, record, outbox, users, await marksIn(store, outbox, sessionId));
}

function peerId(record: SessionRecord, selfId: string): string | null {
  if (record.sessionKind !== 'direct') return null;
  // A conversation with oneself has oneself as the peer.
  return record.memberIds.find((id) => id !== selfId) ?? record.memberIds[0] ?? null;
}

function peopleOf(record: SessionRecord, selfId: string): string[] {
  return [peerId(record, selfId), record.lastMessage?.authorId].filter((id) => typeof id === 'string');
}

async function listItem(
  store: LiveReads,
  record: SessionRecord,
  outbox: readonly OutboxItem[],
  users: ReadonlyMap<string, UserProfile>,
  marks: MessageMarks,
): Promise<SessionListItem> {
  const { selfId } = store;
  const own = outbox.filter((item) => item.sessionId === record.sessionId);
  const peer = users.get(peerId(record, selfId) ?? '') ?? null;
  const pending = pendingOf(own, record);
  const newest = pending.findLast(({ state }) => state.kind !== 'refused');
  const last = await lastOf(store, record, marks, users);
  return {
    ...record,
    ...(await unreadNow(store, record, own, marks)),
    name: record.title ?? peer?.displayName ?? (record.sessionKind === 'direct' ? 'Unknown' : 'Untitled group'),
    peer,
    lastMessage: last.message,
    lastAuthor: last.author,
    lastText: lastTextOf(last, own, selfId),
    pendingPreview: newest?.action.kind === 'send' ? newest.action.text : null,
    notSent: pending.filter(({ state }) => state.kind === 'refused').length,
    member: record.visibleUntil === null,
  };
}

type Last = {
  readonly message: Entry | null;
  readonly state: MessageState | null;
  readonly author: UserProfile | null;
};

/** What stands in the list as the last message: the last that was not deleted for oneself. */
async function lastOf(
  store: LiveReads,
  record: SessionRecord,
  marks: MessageMarks,
  users: ReadonlyMap<string, UserProfile>,
): Promise<Last> {
  const { lastMessage, lastEdit, sessionId } = record;
  const hidden = hiddenIn(marks, sessionId);
  if (lastMessage === null || !isHidden(hidden, lastMessage.seq)) {
    const state = lastMessage && lastEdit ? statesOf([lastEdit]).get(lastMessage.seq) : null;
    return { message: lastMessage, state: state ?? null, author: users.get(lastMessage?.authorId ?? '') ?? null };
  }
  const shown = await lastShown(store, record, hidden);
  if (shown === null) return { message: null, state: null, author: null };
  const authorId = shown.message.authorId ?? '';
  return { ...shown, author: (await store.users([authorId])).get(authorId) ?? null };
}

/** The text of the last message, with what this device has changed of it and the server not yet confirmed. */
function lastTextOf({ message, state }: Last, own: readonly OutboxItem[], selfId: string) {
  if (message?.body.kind !== 'message') return null;
  const { seq, sessionId, body } = message;
  const now = withPending(new Map([[seq, state ?? noState(sessionId, seq)]]), own, selfId).get(seq);
  return now?.recalledBy ? null : (now?.edits.at(-1)?.text ?? body.text);
}

/** Own messages that are not among the entries yet, in sending order. */
function pendingOf(items: readonly OutboxItem[], record: SessionRecord | null): readonly OutboxItem[] {
  return items.filter(({ action, state }) => {
    if (action.kind !== 'send') return false;
    return state.kind !== 'stored' || record === null || state.seq > record.head;
  });
}

async function windowOf(store: LiveReads, sessionId: string, from: number, to: number): Promise<SessionWindow> {
  const prefix = messagePrefixes.hidden(sessionId);
  const [outbox, record, entries, ownValues, states, pins] = await Promise.all([
    store.outbox(),
    store.session(sessionId),
    store.entries(sessionId, from, to),
    store.own(prefix),
    store.states(sessionId, from, to),
    store.pinned(sessionId),
  ]);
  const last = record ? (record.visibleUntil ?? record.head) : 0;
  const visible = record ? range(Math.max(from, record.visibleFrom), Math.min(to, last)) : null;
  const hidden = hiddenOf(ownWith(ownValues, prefix, outbox)).get(sessionId) ?? NOTHING_HIDDEN;
  const held = visible ? entries.filter(({ seq }) => seq >= visible.from && seq <= visible.to) : [];
  const shown = hidden === NOTHING_HIDDEN ? held : held.filter(({ seq }) => !isHidden(hidden, seq));
  const arrived = new Set(held.map(({ clientId }) => clientId));
  const pending = pendingOf(
    outbox.filter((item) => item.sessionId === sessionId && !arrived.has(item.clientId)),
    record,
  ).filter(({ state }) => state.kind !== 'stored' || !isHidden(hidden, state.seq));
  const stored = visible ? states.filter(({ seq }) => seq >= visible.from && seq <= visible.to) : [];
  const own = outbox.filter((item) => item.sessionId === sessionId);
  const inForce = withPending(new Map(stored.map((state) => [state.seq, state])), own, store.selfId);
  const quotes = record
    ? await quotedBy(store, record, [...shown, ...pending.map(({ action }) => action)], { from, to }, own)
    : [];
  const quoted = quotes.filter(({ entry }) => !isHidden(hidden, entry.seq));
  const people = [
    ...peopleIn([...entries, ...quoted.map(({ entry }) => entry)]),
    ...[...inForce.values()].flatMap(({ reactions, pin }) => [
      ...reactions.map(({ userId }) => userId),
      ...(pin?.userId ? [pin.userId] : []),
    ]),
  ];
  return {
    entries: shown,
    gaps: record && visible ? gapsIn(record.held, visible) : [],
    states: inForce,
    quoted: new Map(quoted.map((quote) => [quote.entry.seq, quote])),
    pending,
    pinned: record ? await pinnedIn(store, record, pins, own, hidden) : [],
    users: await store.users([...new Set([...people, store.selfId])]),
  };
}

/**
 * The messages that others answer from outside of [from, to], where they are held and may be seen, with what this device
 * has changed of them and the server not yet confirmed.
 */
async function quotedBy(
  store: LiveReads,
  record: SessionRecord,
  said: readonly (Entry | OutboxItem['action'])[],
  { from, to }: Range,
  own: readonly OutboxItem[],
): Promise<readonly { readonly entry: Entry; readonly state: MessageState | null }[]> {
  const answered = said.flatMap((what) => {
    const content = 'body' in what ? what.body : what;
    return 'replyTo' in content && content.replyTo !== undefined ? [content.replyTo] : [];
  });
  const outside = [...new Set(answered)].filter((seq) => seq < from || seq > to);
  const quotes = await Promise.all(
    outside.map(async (seq) => {
      if (seq < record.visibleFrom || !holds(record.held, { from: seq, to: seq })) return [];
      const [entry] = await store.entries(record.sessionId, seq, seq);
      const [state] = await store.states(record.sessionId, seq, seq);
      return entry ? [{ entry, state: state ?? null }] : [];
    }),
  );
  const found = quotes.flat();
  const known = new Map(found.flatMap(({ entry, state }) => (state ? [[entry.seq, state]] : [])));
  const states = withPending(known, own, store.selfId);
  return found.map(({ entry }) => ({ entry, state: states.get(entry.seq) ?? null }));
}

/** What is pinned (`pins` by the server's word), with what this device has pinned, or changed of it, and the server has not yet confirmed. */
async function pinnedIn(
  store: LiveReads,
  record: SessionRecord,
  pins: readonly MessageState[],
  own: readonly OutboxItem[],
  hidden: Hidden,
): Promise<readonly PinnedMessage[]> {
  const { sessionId, visibleFrom } = record;
  const waiting = own.flatMap(({ action }) =>
    action.kind === 'change' && action.change.kind === 'pin' ? [action.change.target] : [],
  );
  const touched = await Promise.all([...new Set(waiting)].map((seq) => store.states(sessionId, seq, seq)));
  const stored = [...pins, ...touched.flat()];
  const states = withPending(new Map(stored.map((state) => [state.seq, state])), own, store.selfId);
  const last = record.visibleUntil ?? MAX_SEQ;
  const pinned = [...states.values()]
    .filter(({ seq, pin }) => pin?.on && seq >= visibleFrom && seq <= last && !isHidden(hidden, seq))
    .sort((a, b) => (b.pin?.seq ?? 0) - (a.pin?.seq ?? 0));
  return Promise.all(
    pinned.map(async ({ seq, edits }) => {
      const [entry] = await store.entries(sessionId, seq, seq);
      return { seq, text: entry?.body.kind === 'message' ? (edits.at(-1)?.text ?? entry.body.text) : null };
    }),
  );
}
