import type { Entry, EntryBody } from '../../entry.ts';
import { successor } from '../../membership.ts';
import type { Membership } from '../../membership.ts';
import { isSameChange } from '../../same-action.ts';
import type { ChangeSessionRequest, Refused } from '../../timeline-store.ts';
import { titleAfter } from './session-reads.ts';
import { actionKey, openStay, openStays, staysOf } from './state.ts';
import type { SessionState } from './state.ts';
import { refused, stored, switchModeIfDue, tellMembers } from './writes.ts';
import type { Stored, WriteContext } from './writes.ts';

/** Adds or removes members, leaves, renames (SPEC MB-2 to MB-6). */
export function changeSession(context: WriteContext, request: ChangeSessionRequest): Stored | Refused {
  const session = context.state.sessions.get(request.sessionId);
  if (!session || staysOf(session, request.actorId).length === 0) return refused('session-unknown');
  const before = session.actions.get(actionKey(request.actorId, request.clientId));
  if (before) return isSameChange(before.body, request.change) ? stored(before, true) : refused('client-id-reused');
  const actor = openStay(session, request.actorId);
  if (!actor) return refused('not-a-member');
  if (session.sessionKind !== 'group') return refused('not-allowed');
  const { change } = request;
  switch (change.kind) {
    case 'add-members':
      return addMembers(context, request, session, change.memberIds);
    case 'remove-member':
      return removeMember(context, request, session, actor, change.memberId);
    case 'rename': {
      const entry = addEntry(context, request, session, { kind: 'renamed', title: change.title });
      tellMembers(context.tx, session, entry);
      return stored(entry, false);
    }
  }
}

function addEntry(context: WriteContext, request: ChangeSessionRequest, session: SessionState, body: EntryBody): Entry {
  const { actorId: authorId, clientId } = request;
  return context.tx.addEntry(session, { authorId, clientId, at: context.now(), body });
}

function addMembers(
  context: WriteContext,
  request: ChangeSessionRequest,
  session: SessionState,
  wanted: readonly string[],
): Stored | Refused {
  const { tx, users, maxMembers } = context;
  const memberIds = [...new Set(wanted)].filter((userId) => !openStay(session, userId));
  if (memberIds.length === 0) return refused('not-allowed');
  if (memberIds.some((userId) => !users(userId))) return refused('user-unknown');
  const memberCount = openStays(session).length + memberIds.length;
  if (memberCount > maxMembers) return refused('too-many-members');
  const joinedSeq = session.entries.length + 1;
  const visibleFrom = session.history === 'all' ? session.floor : joinedSeq;
  const { sessionKind, mode } = session;
  const title = titleAfter(session, session.entries.length);
  const body = { kind: 'members-added', memberIds, memberCount, sessionKind, title, visibleFrom, mode } as const;
  const entry = addEntry(context, request, session, body);
  for (const userId of memberIds) {
    tx.addStay(session, { userId, role: 'member', joinedSeq, visibleFrom, untilSeq: null });
    tx.setMarker(userId, session.sessionId, joinedSeq);
  }
  tellMembers(tx, session, entry);
  switchModeIfDue(context, session);
  return stored(entry, false);
}

function removeMember(
  context: WriteContext,
  request: ChangeSessionRequest,
  session: SessionState,
  actor: Membership,
  memberId: string,
): Stored | Refused {
  const { tx } = context;
  const leaves = memberId === actor.userId;
  if (!leaves && actor.role !== 'owner') return refused('not-allowed');
  const stay = openStay(session, memberId);
  if (!stay) return refused('user-unknown');
  const entry = addEntry(context, request, session, { kind: leaves ? 'member-left' : 'member-removed', memberId });
  tx.replaceStay(session, stay, { ...stay, untilSeq: entry.seq });
  const heir = stay.role === 'owner' ? successor(session.stays) : null;
  if (heir) tx.replaceStay(session, heir, { ...heir, role: 'owner' });
  tellMembers(tx, session, entry, memberId);
  tx.endRight(session, memberId, entry.seq);
  switchModeIfDue(context, session);
  return stored(entry, false);
}
