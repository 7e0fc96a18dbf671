import { addDays, cutDays, dayIn } from '../../days.ts';
import type { Days, DaysRequest } from '../../days.ts';
import type { Entry, UserProfile } from '../../entry.ts';
import { cutHistory } from '../../history.ts';
import { byJoining, latestStay, markerOf, memberCountAfter, readableFrom } from '../../membership.ts';
import type { Membership } from '../../membership.ts';
import type { ChangesPage, HistoryPage, SessionView, SnapshotPage } from '../../pages.ts';
import { isNews } from '../../expiry.ts';
import { isChange, isMessage, withoutVoid } from '../../message-state.ts';
import { isSet } from '../../own-data.ts';
import { peopleIn } from '../../people.ts';
import { holds, range } from '../../ranges.ts';
import type { Range } from '../../ranges.ts';
import { asRead } from '../../reading.ts';
import type { SeqId } from '../../seq.ts';
import type {
  ChangesRequest,
  HistoryRequest,
  Member,
  MembersPage,
  MembersRequest,
  Refused,
  SnapshotRequest,
} from '../../timeline-store.ts';
import { countUnread } from '../../unread.ts';
import { markerKey, openStay, openStays, staysOf } from './state.ts';
import type { SessionState, State, UserDirectory } from './state.ts';
import { profilesIn, seenUpTo, servedDevice, staysReadBy, visibleTo } from './sync-reads.ts';
import type { DeviceRefusal } from './sync-reads.ts';

const UNKNOWN: Refused = { outcome: 'refused', reason: 'session-unknown' };

/** The session list, in order of session id (SPEC SN-1). */
export function snapshot(state: State, users: UserDirectory, request: SnapshotRequest): SnapshotPage | DeviceRefusal {
  const device = servedDevice(state, request.userId, request.deviceId);
  if ('outcome' in device) return device;
  const { head, floor } = device.record;
  const rest = [...state.sessions.keys()].toSorted().flatMap((sessionId) => {
    const session = state.sessions.get(sessionId);
    const stay = session && latestStay(staysOf(session, request.userId));
    return session && stay && sessionId > (request.cursor ?? '') ? [{ session, stay }] : [];
  });
  const page = rest.slice(0, request.limit);
  const sessions = page.map(({ session, stay }) => viewOf(state, session, stay));
  return {
    epoch: state.epoch,
    head,
    floor,
    checkpoint: head,
    sessions,
    users: peopleOf(sessions, users),
    next: rest.length > page.length ? (sessions.at(-1)?.sessionId ?? null) : null,
  };
}

/** The profiles of everyone whom a session list shows. */
export function peopleOf(views: readonly SessionView[], users: UserDirectory): readonly UserProfile[] {
  const people = new Set(views.flatMap((view) => view.memberIds));
  for (const userId of peopleIn(views.flatMap((view) => view.lastMessage ?? []))) people.add(userId);
  return [...people].flatMap((userId) => users(userId) ?? []);
}

/** A session as a user sees it in their latest stay; one that has ended is frozen at its last SeqId (SPEC MB-9). */
export function viewOf(state: State, session: SessionState, stay: Membership): SessionView {
  const { sessionId, sessionKind, entries } = session;
  const head = stay.untilSeq ?? entries.length;
  const seen = entries.slice(0, head);
  const marker = state.markers.get(markerKey(stay.userId, sessionId)) ?? stay.joinedSeq;
  const readSeq = markerOf(marker, stay, session.floor);
  const visibleFrom = readableFrom(stay, session.floor);
  const visible = [range(visibleFrom, head)].filter((part) => part !== null);
  const lastMessage = seen.findLast((entry) => entry.seq >= visibleFrom && isMessage(entry)) ?? null;
  const isEdit = ({ body }: Entry) => body.kind === 'edited' && body.target === lastMessage?.seq;
  return {
    sessionId,
    sessionKind,
    title: titleAfter(session, head),
    memberIds: sessionKind === 'direct' ? session.stays.map((other) => other.userId) : [],
    memberCount: memberCountAfter(session.stays, head),
    visibleFrom,
    visibleUntil: stay.untilSeq,
    head,
    readSeq,
    unread: countUnread(seen, { userId: stay.userId, readSeq, atSeq: head, visible }),
    lastMessage,
    lastEdit: seen.findLast(isEdit) ?? null,
    lastAt: seen.findLast(isNews)?.at ?? 0,
    mode: stay.untilSeq === null ? session.mode : 'push',
  };
}

/** The title that a session had right after its entry `seq`. */
export function titleAfter(session: SessionState, seq: SeqId): string | null {
  const named = session.entries.slice(0, seq).findLast(({ body }) => 'title' in body);
  return named && 'title' in named.body ? named.body.title : null;
}

/** A page of one session timeline, cut to what the reader may see (SPEC HS-1 to HS-6). */
export function history(state: State, users: UserDirectory, request: HistoryRequest): HistoryPage | Refused {
  const session = state.sessions.get(request.sessionId);
  if (!session) return UNKNOWN;
  const visible = visibleTo(session, request.userId);
  const head = seenUpTo(session, request.userId);
  if (head === null) return UNKNOWN;
  const covered = cutHistory(visible, request.anchor, request.limit);
  const stays = staysReadBy(session, request.userId);
  const read = covered ? session.entries.slice(covered.from - 1, covered.to) : [];
  const entries = read.map((entry) => asRead(entry, stays));
  const changes = covered ? withoutVoid(changesBeyond(session, stays, covered)) : [];
  return {
    sessionId: session.sessionId,
    epoch: state.epoch,
    head,
    floor: visible[0]?.from ?? head + 1,
    covered,
    entries,
    changes,
    users: profilesIn([...entries, ...changes], users),
  };
}

/** The changes after a page of the messages in it, of the stays that hold both (SPEC CH-5, CH-10). */
function changesBeyond(session: SessionState, stays: readonly Range[], page: Range): readonly Entry[] {
  return session.entries.filter(
    (entry) =>
      isChange(entry) &&
      entry.seq > page.to &&
      holds([page], { from: entry.body.target, to: entry.body.target }) &&
      holds(stays, { from: entry.body.target, to: entry.seq }),
  );
}

/** The visible changes of messages after a SeqId, or what is set after it (SPEC CH-6, OD-4). */
export function changes(state: State, users: UserDirectory, request: ChangesRequest): ChangesPage | Refused {
  const session = state.sessions.get(request.sessionId);
  const last = session && seenUpTo(session, request.userId);
  if (!session || !last) return UNKNOWN;
  const visible = visibleTo(session, request.userId);
  const { after, limit } = request;
  const all = session.entries.filter(
    (entry) =>
      (isChange(entry) || isSet(entry)) && entry.seq > after && holds(visible, { from: entry.seq, to: entry.seq }),
  );
  const stays = staysReadBy(session, request.userId);
  const told = all.slice(0, limit).map((entry) => asRead(entry, stays));
  const to = all.length > told.length ? (told.at(-1)?.seq ?? after) : Math.max(after, last);
  const { sessionId } = session;
  return { sessionId, epoch: state.epoch, after, to, changes: told, users: profilesIn(told, users) };
}

/** On which days how much was said, of what the reader may see (SPEC HS-7, HS-8). */
export function days(state: State, request: DaysRequest): Days | Refused {
  const session = state.sessions.get(request.sessionId);
  if (!session) return UNKNOWN;
  const visible = visibleTo(session, request.userId);
  const [first, last] = [visible[0], visible.at(-1)];
  if (!first || !last) return UNKNOWN;
  const { parts, upTo } = cutDays(visible, request.after, request.limit);
  const messages = parts.flatMap(({ from, to }) => session.entries.slice(from - 1, to)).filter(isMessage);
  return {
    sessionId: session.sessionId,
    epoch: state.epoch,
    head: last.to,
    floor: first.from,
    upTo,
    days: addDays(
      [],
      messages.map(({ at, seq }) => ({ day: dayIn(request.zone, at), messages: 1, first: seq })),
    ),
  };
}

/** The members now, in order of joining (SPEC MB-8). The cursor is the last one's place in that order. */
export function members(state: State, users: UserDirectory, request: MembersRequest): MembersPage | Refused {
  const session = state.sessions.get(request.sessionId);
  if (!session || staysOf(session, request.userId).length === 0) return UNKNOWN;
  if (!openStay(session, request.userId)) return { outcome: 'refused', reason: 'not-a-member' };
  const after = readCursor(request.cursor);
  const rest = openStays(session)
    .toSorted(byJoining)
    .filter((stay) => !after || byJoining(stay, { ...stay, ...after }) > 0);
  const page = rest.slice(0, request.limit).map(({ userId, role, joinedSeq }): Member => ({ userId, role, joinedSeq }));
  const last = page.at(-1);
  return {
    members: page,
    users: page.flatMap(({ userId }) => users(userId) ?? []),
    next: last && rest.length > page.length ? `${last.joinedSeq}:${last.userId}` : null,
  };
}

function readCursor(cursor: string | null): { readonly joinedSeq: SeqId; readonly userId: string } | null {
  if (cursor === null) return null;
  const [joinedSeq, userId] = cursor.split(':');
  return { joinedSeq: Number(joinedSeq), userId: userId ?? '' };
}
