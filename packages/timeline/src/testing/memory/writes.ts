import { audienceOf } from '../../audience.ts';
import type { Entry, EntryBody } from '../../entry.ts';
import { asExpired, expiringUpTo, isNews } from '../../expiry.ts';
import { latestStay, markerOf, readableFrom, visibleRanges } from '../../membership.ts';
import type { Membership } from '../../membership.ts';
import { decideChange } from '../../message-change.ts';
import { withoutContent } from '../../message-state.ts';
import { nextMode } from '../../policy.ts';
import type { SyncMode } from '../../policy.ts';
import { holds } from '../../ranges.ts';
import { isSameRequest, messageBody } from '../../same-action.ts';
import { isSet, privateSessionOf, setBody, supersededBy } from '../../own-data.ts';
import type { SeqId } from '../../seq.ts';
import type {
  AppendOutcome,
  AppendRequest,
  CreateSessionRequest,
  FindRequest,
  Found,
  MarkReadOutcome,
  Refused,
  RefusedReason,
  Tidings,
} from '../../timeline-store.ts';
import { actionKey, markerKey, openStay, openStays, staysOf } from './state.ts';
import type { SessionState, State, UserDirectory } from './state.ts';
import { seenUpTo, visibleTo } from './sync-reads.ts';
import type { Transaction } from './transaction.ts';

export type WriteContext = {
  readonly state: State;
  readonly tx: Transaction;
  readonly now: () => number;
  readonly users: UserDirectory;
  readonly maxMembers: number;
  /** The most members that push mode carries. */
  readonly pullThreshold: number;
};

export type Stored = { readonly outcome: 'stored'; readonly entry: Entry; readonly repeated: boolean };

export const refused = (reason: RefusedReason): Refused => ({ outcome: 'refused', reason });
export const stored = (entry: Entry, repeated: boolean): Stored => ({ outcome: 'stored', entry, repeated });

/**
 * One message, or one change of a message (SPEC WR-2 to WR-8, CH-3). A retry is recognised before rights are looked at:
 * it did happen.
 */
export function appendOne(context: WriteContext, request: AppendRequest): AppendOutcome {
  const { state, tx, now } = context;
  const { authorId, clientId } = request;
  const session = state.sessions.get(request.sessionId) ?? openPrivate(context, request);
  if (!session || staysOf(session, request.authorId).length === 0) return refused('session-unknown');
  const before = session.actions.get(actionKey(authorId, clientId));
  if (before) return isSameRequest(before.body, request) ? stored(before, true) : refused('client-id-reused');
  const stay = openStay(session, authorId);
  if (!stay) return refused('not-a-member');
  const body = bodyOf(request, session, stay);
  if (typeof body === 'string') return refused(body);
  const entry = tx.addEntry(session, { authorId, clientId, at: request.at ?? now(), body });
  if (body.kind === 'recalled') takeContent(tx, session, body.target, entry.seq);
  if (body.kind === 'set') supersede(tx, session, body.key, entry.seq);
  tellMembers(tx, session, entry);
  return stored(entry, false);
}

/** What a request becomes in the timeline, or why not. */
function bodyOf(request: AppendRequest, session: SessionState, stay: Membership): EntryBody | RefusedReason {
  // The private session holds own data, and no other session does (SPEC OD-1).
  if ('set' in request !== (session.sessionKind === 'private')) return 'not-allowed';
  if ('set' in request) return setBody(request.set);
  if (!('change' in request)) return messageBody(request);
  const { target: seq } = request.change;
  const isVisible = holds(visibleTo(session, stay.userId), { from: seq, to: seq });
  const edits = session.entries.filter(({ body }) => body.kind === 'edited' && body.target === seq).length;
  const isOwner = stay.role === 'owner';
  return decideChange(request.change, {
    authorId: stay.userId,
    target: session.entries[seq - 1],
    isVisible,
    isOwner,
    edits,
  });
}

/** The private session of the author, which the first write to it makes (SPEC OD-1). */
function openPrivate({ tx, now, users }: WriteContext, request: AppendRequest): SessionState | undefined {
  const { authorId: userId, sessionId } = request;
  if (!('set' in request) || sessionId !== privateSessionOf(userId) || !users(userId)) return undefined;
  const way = { mode: 'push', modeOverride: null, generation: 0 } as const;
  const sessionKind = 'private';
  const session: SessionState = {
    sessionId,
    sessionKind,
    history: 'all',
    floor: 1,
    ...way,
    entries: [],
    stays: [],
    actions: new Map(),
  };
  tx.addSession(session);
  const body = { kind: 'session-created', sessionKind, title: null, memberIds: [userId], mode: way.mode } as const;
  const { seq } = tx.addEntry(session, { authorId: null, clientId: null, at: now(), body });
  tx.addStay(session, { userId, role: 'member', joinedSeq: seq, visibleFrom: seq, untilSeq: null });
  tx.setMarker(userId, sessionId, seq);
  tx.fanOut([userId], { kind: 'entry', sessionId, seq });
  return session;
}

/** The value that was in force under the key leaves (SPEC OD-3). */
function supersede(tx: Transaction, session: SessionState, key: string, by: SeqId): void {
  for (const entry of session.entries) {
    if (isSet(entry) && entry.body.key === key && entry.seq < by) tx.replaceEntry(session, supersededBy(entry, by));
  }
}

/** What a recalled message said leaves, and what its edits said (SPEC CH-4). */
function takeContent(tx: Transaction, session: SessionState, target: SeqId, by: SeqId): void {
  for (const entry of session.entries) {
    const isOf = entry.seq === target || (entry.body.kind === 'edited' && entry.body.target === target);
    if (isOf) tx.replaceEntry(session, withoutContent(entry, by));
  }
}

/** Which of one's own actions are stored (SPEC WR-9). */
export function find({ sessions, epoch }: State, { userId, sessionId, clientIds }: FindRequest): Found | Refused {
  const session = sessions.get(sessionId);
  if (!session || staysOf(session, userId).length === 0) return refused('session-unknown');
  return { epoch, stored: clientIds.filter((clientId) => session.actions.has(actionKey(userId, clientId))) };
}

/**
 * Fans an entry out to those whom the sync timelines tell of it.
 * @param leaving whom the entry takes out: no member any more, and told all the same
 */
export function tellMembers(tx: Transaction, session: SessionState, entry: Entry, leaving?: string): void {
  const audience = audienceOf(entry.body, session.mode);
  const members = openStays(session).map((stay) => stay.userId);
  const everyone = leaving === undefined ? members : [...members, leaving];
  const { sessionId } = session;
  tx.fanOut(audience === 'members' ? everyone : audience, { kind: 'entry', sessionId, seq: entry.seq });
}

/** Switches the mode if the number of members, or the operator, asks for it: an entry like any other (MD-5). */
export function switchModeIfDue(context: WriteContext, session: SessionState): void {
  const { tx, now, pullThreshold: threshold } = context;
  const { mode, modeOverride } = session;
  const members = openStays(session).length;
  const next = nextMode({ mode, members, threshold, override: modeOverride ?? undefined });
  if (next === mode) return;
  const body = { kind: 'mode-changed', mode: next } as const;
  const entry = tx.addEntry(session, { authorId: null, clientId: null, at: now(), body });
  tellMembers(tx, session, entry);
  tx.setWay(session, { mode: next });
}

/** The operator's word on the mode (SPEC MD-3). Null: there is no such session. */
export function overrideMode(
  context: WriteContext,
  request: { readonly sessionId: string; readonly mode: SyncMode | null },
): SyncMode | null {
  const session = context.state.sessions.get(request.sessionId);
  if (!session || session.sessionKind === 'private') return null;
  context.tx.setWay(session, { modeOverride: request.mode });
  switchModeIfDue(context, session);
  return session.mode;
}

/** What is older than `before` goes, and everyone is told (SPEC RT-9 to RT-13). Null: there is nothing to take. */
export function expire(
  context: WriteContext,
  request: { readonly sessionId: string; readonly before: number },
): SeqId | null {
  const { state, tx, now } = context;
  const session = state.sessions.get(request.sessionId);
  if (!session || session.sessionKind === 'private') return null;
  const kept = session.entries.slice(session.floor - 1);
  const upTo = expiringUpTo(
    kept.map(({ seq, at, body }) => ({ seq, at, kind: body.kind })),
    request.before,
  );
  if (upTo === null) return null;
  const old = session.floor;
  const lastAt = session.entries.findLast(isNews)?.at ?? 0;
  const body = { kind: 'expired', upTo, lastAt } as const;
  const entry = tx.addEntry(session, { authorId: null, clientId: null, at: now(), body });
  tx.raiseFloor(session, upTo + 1);
  for (const one of kept) {
    const left = asExpired(one, session.floor);
    if (left !== one) tx.replaceEntry(session, left);
  }
  tellMembers(tx, session, entry);
  const userIds = new Set(session.stays.map(({ userId }) => userId));
  for (const userId of userIds) moveMarker(context, session, userId, old);
  return session.floor;
}

/**
 * Tells a user how far they have read now that the floor is higher: members in push mode whose marker lies below it,
 * and former members who lose something by it, whom nothing else tells (SPEC RT-12, RT-13).
 */
function moveMarker({ state, tx }: WriteContext, session: SessionState, userId: string, oldFloor: SeqId): void {
  const { sessionId, floor, mode } = session;
  const stay = latestStay(staysOf(session, userId));
  if (!stay) return;
  const before = state.markers.get(markerKey(userId, sessionId)) ?? 0;
  const readSeq = markerOf(before, stay, floor);
  const isTold =
    stay.untilSeq === null
      ? mode === 'push' && readSeq > before
      : readableFrom(stay, floor) > readableFrom(stay, oldFloor);
  if (!isTold) return;
  tx.setMarker(userId, sessionId, readSeq);
  tx.fanOut([userId], { kind: 'read', sessionId, readSeq });
}

/** A session with its first entry (SPEC MB-6, MB-7, WR-7). */
export function createSession(context: WriteContext, request: CreateSessionRequest): Stored | Refused {
  const { state, tx, now, users, maxMembers } = context;
  const existing = state.sessions.get(request.sessionId);
  if (existing) return repeatedCreation(existing, request.creatorId);
  // The id of a user is kept for their private session.
  if (request.sessionKind === 'private' || users(request.sessionId)) return refused('not-allowed');
  const memberIds = [...new Set(request.memberIds)];
  const isDirect = request.sessionKind === 'direct';
  if (!memberIds.includes(request.creatorId) || (isDirect && memberIds.length !== 2)) return refused('not-allowed');
  if (memberIds.some((userId) => !users(userId))) return refused('user-unknown');
  if (memberIds.length > maxMembers) return refused('too-many-members');
  const { sessionId, sessionKind, history, creatorId, clientId } = request;
  const mode = nextMode({ mode: 'push', members: memberIds.length, threshold: context.pullThreshold });
  const way = { mode, modeOverride: null, generation: 0 };
  const session: SessionState = {
    sessionId,
    sessionKind,
    history,
    ...way,
    floor: 1,
    entries: [],
    stays: [],
    actions: new Map(),
  };
  tx.addSession(session);
  const title = isDirect ? null : request.title;
  const body = { kind: 'session-created', sessionKind, title, memberIds, mode } as const;
  const entry = tx.addEntry(session, { authorId: creatorId, clientId, at: request.at ?? now(), body });
  for (const userId of memberIds) {
    const role = userId === creatorId && !isDirect ? 'owner' : 'member';
    tx.addStay(session, { userId, role, joinedSeq: entry.seq, visibleFrom: entry.seq, untilSeq: null });
    tx.setMarker(userId, sessionId, entry.seq);
  }
  tellMembers(tx, session, entry);
  return stored(entry, false);
}

function repeatedCreation(session: SessionState, userId: string): Stored | Refused {
  const first = session.entries[0];
  const sees = visibleRanges(staysOf(session, userId), session.entries.length)[0]?.from === 1;
  return first && sees ? stored(first, true) : refused('session-unknown');
}

/** Moves a read marker forward, up to what the user may see (SPEC RD-2, RD-3). Former members may do so too. */
export function markRead(
  context: WriteContext,
  request: { readonly userId: string; readonly sessionId: string; readonly seq: number },
): Omit<Extract<MarkReadOutcome, { outcome: 'done' }>, keyof Tidings> | Refused {
  const { state, tx } = context;
  const { userId, sessionId } = request;
  const session = state.sessions.get(sessionId);
  const visibleHead = session && seenUpTo(session, userId);
  const stay = session && latestStay(staysOf(session, userId));
  if (!session || !visibleHead || !stay) return refused('session-unknown');
  const before = markerOf(state.markers.get(markerKey(userId, sessionId)) ?? 0, stay, session.floor);
  const readSeq = Math.min(request.seq, visibleHead);
  if (readSeq <= before) return { outcome: 'done', readSeq: before };
  tx.setMarker(userId, sessionId, readSeq);
  tx.fanOut([userId], { kind: 'read', sessionId, readSeq });
  return { outcome: 'done', readSeq };
}
