import type { ChangeSessionRequest, EntryBody, Membership, Refused, SessionChange } from '@tidemark/timeline';
import type { LockedSession } from './locked-session.ts';
import { only, refused } from './outcomes.ts';
import type { SessionStep } from './session-step.ts';
import { readHeir } from './sql/read-stays.ts';
import { readUsers } from './sql/users.ts';
import { endStay, insertStays, makeOwner } from './sql/write-membership.ts';
import { endUserSession, joinUserSessions } from './sql/write-user-sessions.ts';
import type { WriteTransaction } from './transaction.ts';

export type ChangeFacts = {
  readonly session: LockedSession;
  readonly actor: Membership;
  /** The open stays of those whom the change names, and of nobody else. */
  readonly named: readonly Membership[];
  readonly maxMembers: number;
};

/** Decides a change: what it writes, or why it is refused. */
export function planChange(
  tx: WriteTransaction,
  request: ChangeSessionRequest,
  facts: ChangeFacts,
): Promise<SessionStep | Refused> {
  const { change } = request;
  switch (change.kind) {
    case 'add-members':
      return planAddition(tx, request, facts, change.memberIds);
    case 'remove-member':
      return planRemoval(tx, request, facts, change.memberId);
    case 'rename':
      return Promise.resolve(planRenaming(request, facts, change.title));
  }
}

/** Those whom a change names. */
export function namedIn(change: SessionChange): readonly string[] {
  if (change.kind === 'add-members') return change.memberIds;
  return change.kind === 'remove-member' ? [change.memberId] : [];
}

function plainStep(request: ChangeSessionRequest, { session }: ChangeFacts, body: EntryBody): SessionStep {
  const { actorId: authorId, clientId } = request;
  const { title, modeOverride } = session;
  const action = { authorId, clientId, body };
  return { action, title, modeOverride, joining: [], leaving: null, apply: async () => undefined };
}

function planRenaming(request: ChangeSessionRequest, facts: ChangeFacts, title: string): SessionStep {
  return { ...plainStep(request, facts, { kind: 'renamed', title }), title };
}

async function planAddition(
  tx: WriteTransaction,
  request: ChangeSessionRequest,
  facts: ChangeFacts,
  wanted: readonly string[],
): Promise<SessionStep | Refused> {
  const { session, named, maxMembers } = facts;
  const present = new Set(named.map(({ userId }) => userId));
  const memberIds = [...new Set(wanted)].filter((userId) => !present.has(userId));
  if (memberIds.length === 0) return refused('not-allowed');
  if ((await readUsers.run(tx.client, [memberIds])).length < memberIds.length) return refused('user-unknown');
  const memberCount = session.memberCount + memberIds.length;
  if (memberCount > maxMembers) return refused('too-many-members');
  const { sessionId, sessionKind, title, mode } = session;
  const visibleFrom = session.history === 'all' ? session.floor : session.head + 1;
  const body = { kind: 'members-added', memberIds, memberCount, sessionKind, title, visibleFrom, mode } as const;
  return {
    ...plainStep(request, facts, body),
    joining: memberIds,
    apply: async ({ seq }) => {
      const roles = memberIds.map(() => 'member');
      await insertStays.run(tx.client, [sessionId, memberIds, roles, seq, visibleFrom]);
      await joinUserSessions.run(tx.client, [memberIds.toSorted(), sessionId, seq]);
    },
  };
}

async function planRemoval(
  tx: WriteTransaction,
  request: ChangeSessionRequest,
  facts: ChangeFacts,
  memberId: string,
): Promise<SessionStep | Refused> {
  const { session, actor, named } = facts;
  const leaves = memberId === actor.userId;
  if (!leaves && actor.role !== 'owner') return refused('not-allowed');
  const stay = named.find(({ userId }) => userId === memberId);
  if (!stay) return refused('user-unknown');
  const { sessionId } = session;
  const handsOver = stay.role === 'owner' && session.memberCount > 1;
  const heir = handsOver ? only(await readHeir.run(tx.client, [sessionId, memberId]), 'heir') : null;
  return {
    ...plainStep(request, facts, { kind: leaves ? 'member-left' : 'member-removed', memberId }),
    leaving: memberId,
    apply: async ({ seq }) => {
      await endStay.run(tx.client, [sessionId, memberId, seq]);
      if (heir) await makeOwner.run(tx.client, [sessionId, heir.user_id]);
      await endUserSession.run(tx.client, [memberId, sessionId, seq]);
    },
  };
}
