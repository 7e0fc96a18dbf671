import type { Entry } from '../../entry.ts';
import { isSameMessage } from '../../same-action.ts';
import type {
  AppendOutcome,
  AppendRequest,
  CreateSessionRequest,
  MarkReadOutcome,
  Refused,
  RefusedReason,
} from '../../timeline-store.ts';
import { actionKey, markerKey, openStay, openStays, staysOf } from './state.ts';
import type { SessionState, State, UserDirectory } from './state.ts';
import { visibleTo } from './sync-reads.ts';
import type { Transaction } from './transaction.ts';

export type WriteContext = {
  readonly state: State;
  readonly tx: Transaction;
  readonly now: () => number;
  readonly users: UserDirectory;
  readonly maxMembers: number;
};

export type Stored = { readonly outcome: 'stored'; readonly entry: Entry; readonly repeated: boolean };

export const refused = (reason: RefusedReason): Refused => ({ outcome: 'refused', reason });
export const stored = (entry: Entry, repeated: boolean): Stored => ({ outcome: 'stored', entry, repeated });

/** One message (SPEC WR-2 to WR-8). A retry is recognised before rights are looked at: it did happen. */
export function appendOne(context: WriteContext, request: AppendRequest): AppendOutcome {
  const { state, tx, now } = context;
  const session = state.sessions.get(request.sessionId);
  if (!session || staysOf(session, request.authorId).length === 0) return refused('session-unknown');
  const before = session.actions.get(actionKey(request.authorId, request.clientId));
  if (before) return isSameMessage(before.body, request.text) ? stored(before, true) : refused('client-id-reused');
  if (!openStay(session, request.authorId)) return refused('not-a-member');
  const entry = tx.addEntry(session, {
    authorId: request.authorId,
    clientId: request.clientId,
    at: request.at ?? now(),
    body: { kind: 'message', text: request.text },
  });
  tellMembers(tx, session, entry);
  return stored(entry, false);
}

/** Fans an entry out to the members, and to whom it makes leave. */
export function tellMembers(tx: Transaction, session: SessionState, entry: Entry, leaving?: string): void {
  const members = openStays(session).map((stay) => stay.userId);
  tx.fanOut(leaving === undefined ? members : [...members, leaving], {
    kind: 'entry',
    sessionId: session.sessionId,
    seq: entry.seq,
  });
}

/** A session with its first entry (SPEC MB-6, MB-7, WR-7). */
export function createSession(context: WriteContext, request: CreateSessionRequest): Stored | Refused {
  const { state, tx, now, users, maxMembers } = context;
  const existing = state.sessions.get(request.sessionId);
  if (existing) return repeatedCreation(existing, request.creatorId);
  const memberIds = [...new Set(request.memberIds)];
  const isDirect = request.sessionKind === 'direct';
  if (!memberIds.includes(request.creatorId) || (isDirect && memberIds.length !== 2)) return refused('not-allowed');
  if (memberIds.some((userId) => !users(userId))) return refused('user-unknown');
  if (memberIds.length > maxMembers) return refused('too-many-members');
  const { sessionId, sessionKind, history, creatorId, clientId } = request;
  const session: SessionState = { sessionId, sessionKind, history, entries: [], stays: [], actions: new Map() };
  tx.addSession(session);
  const title = isDirect ? null : request.title;
  const body = { kind: 'session-created', sessionKind, title, memberIds } as const;
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
  const sees = visibleTo(session, userId)[0]?.from === 1;
  return first && sees ? stored(first, true) : refused('session-unknown');
}

/** Moves a read marker forward, up to what the user may see (SPEC RD-2, RD-3). Former members may do so too. */
export function markRead(
  context: WriteContext,
  request: { readonly userId: string; readonly sessionId: string; readonly seq: number },
): Omit<Extract<MarkReadOutcome, { outcome: 'done' }>, 'epoch' | 'deliveries'> | Refused {
  const { state, tx } = context;
  const { userId, sessionId } = request;
  const session = state.sessions.get(sessionId);
  const visibleHead = session && visibleTo(session, userId).at(-1)?.to;
  if (visibleHead === undefined) return refused('session-unknown');
  const before = state.markers.get(markerKey(userId, sessionId)) ?? 0;
  const readSeq = Math.min(request.seq, visibleHead);
  if (readSeq <= before) return { outcome: 'done', readSeq: before };
  tx.setMarker(userId, sessionId, readSeq);
  tx.fanOut([userId], { kind: 'read', sessionId, readSeq });
  return { outcome: 'done', readSeq };
}
