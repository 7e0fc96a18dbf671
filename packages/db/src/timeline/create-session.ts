import { nextMode, visibleRanges } from '@tidemark/timeline';
import type { Change, CreateSessionRequest, Entry, EntryBody, Refused } from '@tidemark/timeline';
import { fanOut } from './fan-out.ts';
import { lock } from './locked-session.ts';
import { only, refused } from './outcomes.ts';
import { storable, toEntry, toStay } from './rows.ts';
import { readEntryRange } from './sql/read-entries.ts';
import { readStays } from './sql/read-stays.ts';
import { readUsers } from './sql/users.ts';
import { insertSession, insertStays } from './sql/write-membership.ts';
import { joinUserSessions } from './sql/write-user-sessions.ts';
import type { StoreLimits } from './store-limits.ts';
import { storeEntries } from './store-entries.ts';
import type { WriteTransaction } from './transaction.ts';

/** A session with its first entry, its members and their lists; creating it again answers the first result. */
export async function createSession(
  tx: WriteTransaction,
  request: CreateSessionRequest,
  { maxMembers, pullThreshold }: StoreLimits,
): Promise<Change> {
  const { client, epoch } = tx;
  const { sessionId, sessionKind, history, creatorId, clientId } = request;
  const [existing] = await lock(client, [sessionId]);
  if (existing) return repeated(tx, sessionId, creatorId);

  const memberIds = [...new Set(request.memberIds)];
  const isDirect = sessionKind === 'direct';
  const refusal = await checkMembers(tx, request, memberIds, maxMembers);
  if (refusal) return refusal;

  const title = isDirect || request.title === null ? null : storable(request.title);
  const at = Math.trunc(request.at ?? tx.now);
  const mode = nextMode({ mode: 'push', members: memberIds.length, threshold: pullThreshold });
  const made = await insertSession.run(client, [sessionId, sessionKind, title, history, memberIds.length, mode, at]);
  if (made.length === 0) return repeated(tx, sessionId, creatorId); // made by another writer at the same time

  const body: EntryBody = { kind: 'session-created', sessionKind, title, memberIds, mode };
  const entry: Entry = { sessionId, seq: 1, authorId: creatorId, clientId, at, body };
  await storeEntries(tx, [entry]);
  const roles = memberIds.map((userId) => (userId === creatorId && !isDirect ? 'owner' : 'member'));
  await insertStays.run(client, [sessionId, memberIds, roles, entry.seq, entry.seq]);
  await joinUserSessions.run(client, [memberIds.toSorted(), sessionId, entry.seq]);
  // In either mode: it is how its members learn of it. Nobody follows a session before it is there.
  const deliveries = await fanOut(tx, [{ item: { kind: 'entry', entry }, userIds: memberIds }]);
  return { outcome: 'stored', epoch, entry, repeated: false, deliveries, sessionDeliveries: [] };
}

async function checkMembers(
  tx: WriteTransaction,
  { sessionId, sessionKind, creatorId }: CreateSessionRequest,
  memberIds: readonly string[],
  maxMembers: number,
): Promise<Refused | null> {
  const users = new Set((await readUsers.run(tx.client, [[...memberIds, sessionId]])).map(({ id }) => id));
  // The id of a user is kept for their private session (SPEC OD-1).
  if (sessionKind === 'private' || users.has(sessionId.toLowerCase())) return refused('not-allowed');
  const isWrong = sessionKind === 'direct' && memberIds.length !== 2;
  if (!memberIds.includes(creatorId) || isWrong) return refused('not-allowed');
  if (memberIds.some((userId) => !users.has(userId))) return refused('user-unknown');
  return memberIds.length > maxMembers ? refused('too-many-members') : null;
}

/** The first entry, for those who may see it: an id that someone else uses must not tell what it names. */
async function repeated({ client, epoch }: WriteTransaction, sessionId: string, userId: string): Promise<Change> {
  const session = only(await lock(client, [sessionId]), 'session');
  const stays = (await readStays.run(client, [[sessionId], [userId]])).map(toStay);
  if (visibleRanges(stays, session.head)[0]?.from !== 1) return refused('session-unknown');
  const entry = toEntry(only(await readEntryRange.run(client, [sessionId, 1, 1]), 'first entry'));
  return { outcome: 'stored', epoch, entry, repeated: true, deliveries: [], sessionDeliveries: [] };
}
