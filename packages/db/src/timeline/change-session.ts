import { isSameChange, parseSeqId, successor } from '@tidemark/timeline';
import type { Change, ChangeSessionRequest, Entry, EntryBody, Membership, Refused } from '@tidemark/timeline';
import { fanOut } from './fan-out.ts';
import { refused } from './outcomes.ts';
import { storable, toEntry, toStay } from './rows.ts';
import { findStored } from './sql/find-stored.ts';
import { lockSessions } from './sql/lock-sessions.ts';
import { readOpenStays, readStays } from './sql/read-stays.ts';
import { readUsers } from './sql/users.ts';
import { endStay, insertStays, makeOwner, updateSession } from './sql/write-membership.ts';
import { endUserSession, joinUserSessions } from './sql/write-user-sessions.ts';
import { storeEntries } from './store-entries.ts';
import type { WriteTransaction } from './transaction.ts';

type Locked = Awaited<ReturnType<typeof lockSessions.run>>[number];
/** An entry to store, who hears of it, and what it changes besides. */
type Plan = {
  readonly body: EntryBody;
  readonly hearers: readonly string[];
  readonly apply: (entry: Entry) => Promise<void>;
};

/** Adds or removes members, leaves, renames: one entry under the session's lock, idempotent by client id. */
export async function changeSession(
  tx: WriteTransaction,
  request: ChangeSessionRequest,
  maxMembers: number,
): Promise<Change> {
  const { client, epoch, now } = tx;
  const { sessionId, actorId, clientId } = request;
  const change =
    request.change.kind === 'rename' ? { ...request.change, title: storable(request.change.title) } : request.change;
  const [session] = await lockSessions.run(client, [[sessionId]]);
  if (!session) return refused('session-unknown');
  if ((await readStays.run(client, [[sessionId], [actorId]])).length === 0) return refused('session-unknown');
  const [before] = await findStored.run(client, [[sessionId], [actorId], [clientId]]);
  if (before) {
    const entry = toEntry(before);
    if (!isSameChange(entry.body, change)) return refused('client-id-reused');
    return { outcome: 'stored', epoch, entry, repeated: true, deliveries: [] };
  }
  const open = (await readOpenStays.run(client, [sessionId])).map(toStay);
  const actor = open.find((stay) => stay.userId === actorId);
  if (!actor) return refused('not-a-member');
  if (session.kind === 'direct') return refused('not-allowed');

  const plan = await planChange(tx, session, open, actor, change, maxMembers);
  if ('outcome' in plan) return plan;
  const seq = parseSeqId(session.head_seq) + 1;
  const entry: Entry = { sessionId, seq, authorId: actorId, clientId, at: now, body: plan.body };
  await storeEntries(tx, [entry]);
  await plan.apply(entry);
  await updateSession.run(client, [sessionId, change.kind === 'rename' ? change.title : session.title]);
  const deliveries = await fanOut(tx, [{ item: { kind: 'entry', entry }, userIds: plan.hearers }]);
  return { outcome: 'stored', epoch, entry, repeated: false, deliveries };
}

async function planChange(
  tx: WriteTransaction,
  session: Locked,
  open: readonly Membership[],
  actor: Membership,
  change: ChangeSessionRequest['change'],
  maxMembers: number,
): Promise<Plan | Refused> {
  switch (change.kind) {
    case 'add-members':
      return planAddition(tx, session, open, change.memberIds, maxMembers);
    case 'remove-member':
      return planRemoval(tx, session, open, actor, change.memberId);
    case 'rename':
      return { body: { kind: 'renamed', title: change.title }, hearers: idsOf(open), apply: async () => undefined };
  }
}

async function planAddition(
  tx: WriteTransaction,
  session: Locked,
  open: readonly Membership[],
  wanted: readonly string[],
  maxMembers: number,
): Promise<Plan | Refused> {
  const present = new Set(idsOf(open));
  const memberIds = [...new Set(wanted)].filter((userId) => !present.has(userId));
  if (memberIds.length === 0) return refused('not-allowed');
  if ((await readUsers.run(tx.client, [memberIds])).length < memberIds.length) return refused('user-unknown');
  const memberCount = open.length + memberIds.length;
  if (memberCount > maxMembers) return refused('too-many-members');
  const { session_id: sessionId, kind: sessionKind, title } = session;
  const visibleFrom = session.history === 'all' ? 1 : parseSeqId(session.head_seq) + 1;
  return {
    body: { kind: 'members-added', memberIds, memberCount, sessionKind, title, visibleFrom },
    hearers: [...present, ...memberIds],
    apply: async ({ seq }) => {
      const roles = memberIds.map(() => 'member');
      await insertStays.run(tx.client, [sessionId, memberIds, roles, seq, visibleFrom]);
      await joinUserSessions.run(tx.client, [memberIds.toSorted(), sessionId, seq]);
    },
  };
}

/** The entry by which someone goes is the last they may see, so they hear of it too. */
async function planRemoval(
  tx: WriteTransaction,
  session: Locked,
  open: readonly Membership[],
  actor: Membership,
  memberId: string,
): Promise<Plan | Refused> {
  const leaves = memberId === actor.userId;
  if (!leaves && actor.role !== 'owner') return refused('not-allowed');
  const stay = open.find((candidate) => candidate.userId === memberId);
  if (!stay) return refused('user-unknown');
  const heir = stay.role === 'owner' ? successor(open.filter((other) => other !== stay)) : null;
  const sessionId = session.session_id;
  return {
    body: { kind: leaves ? 'member-left' : 'member-removed', memberId },
    hearers: idsOf(open),
    apply: async ({ seq }) => {
      await endStay.run(tx.client, [sessionId, memberId, seq]);
      if (heir) await makeOwner.run(tx.client, [sessionId, heir.userId]);
      await endUserSession.run(tx.client, [memberId, sessionId, seq]);
    },
  };
}

function idsOf(stays: readonly Membership[]): readonly string[] {
  return stays.map((stay) => stay.userId);
}
