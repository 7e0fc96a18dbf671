import { parseSeqId } from '@tidemark/timeline';
import type { AppendBatch, AppendRequest, Entry, Membership } from '@tidemark/timeline';
import { actionKey, changesIn, entryKey, planAppend, stayKey } from './append-plan.ts';
import { fanOut } from './fan-out.ts';
import { lock, type LockedSession } from './locked-session.ts';
import { openPrivateSessions, supersede } from './own-sets.ts';
import { tellingsOf } from './reach.ts';
import { storable, toEntry, toStay } from './rows.ts';
import { sessionDeliveries } from './session-delivery.ts';
import { findStored } from './sql/find-stored.ts';
import { countEditsOf } from './sql/read-changes.ts';
import { readEntries } from './sql/read-entries.ts';
import { readRecipients } from './sql/read-recipients.ts';
import { readStays } from './sql/read-stays.ts';
import { storeEntries } from './store-entries.ts';
import { takeContent } from './take-content.ts';
import type { WriteTransaction } from './transaction.ts';

type Members = ReadonlyMap<string, ReadonlySet<string>>;

/** Stores a batch of messages and changes and fans it out, in a fixed number of statements however many there are. */
export async function append(tx: WriteTransaction, requests: readonly AppendRequest[]): Promise<AppendBatch> {
  const batch = requests.map(storableRequest);
  const { client, epoch, now } = tx;
  const opened = await openPrivateSessions(tx, batch);
  const locked = await lock(client, [...new Set(batch.map(({ sessionId }) => sessionId))].sort());
  const sessions = new Map(locked.map((session) => [session.sessionId, session]));

  const before = await findStored.run(client, [
    batch.map(({ sessionId }) => sessionId),
    batch.map(({ authorId }) => authorId),
    batch.map(({ clientId }) => clientId),
  ]);
  const members = await readMembers(tx, batch, sessions);
  const { outcomes, entries, superseding } = planAppend(batch, {
    heads: new Map(locked.map(({ sessionId, head }) => [sessionId, head])),
    privateIds: new Set(locked.flatMap(({ sessionId, sessionKind }) => (sessionKind === 'private' ? [sessionId] : []))),
    floors: new Map(locked.map(({ sessionId, floor }) => [sessionId, floor])),
    members,
    before: new Map(
      before.map((row) => [actionKey(row.session_id, row.author_id ?? '', row.client_id ?? ''), toEntry(row)]),
    ),
    formerMembers: await readFormerMembers(tx, batch, members),
    ...(await readChangeFacts(tx, batch)),
    now,
  });
  if (entries.length === 0) return { epoch, outcomes, deliveries: [], sessionDeliveries: [] };

  await supersede(tx, superseding);
  await storeEntries(tx, entries);
  const told = await takeContent(tx, entries);
  const isPushed = ({ sessionId }: Entry) => sessions.get(sessionId)?.mode === 'push';
  const deliveries = await fanOut(tx, await tellingsOf(tx, [...opened, ...told].filter(isPushed), members));
  return { epoch, outcomes, deliveries, sessionDeliveries: sessionDeliveries(locked, told) };
}

/** Who of the authors is a member; in push mode all members, who are the recipients. */
async function readMembers(
  tx: WriteTransaction,
  batch: readonly AppendRequest[],
  sessions: ReadonlyMap<string, LockedSession>,
): Promise<Members> {
  const pushed = [...sessions.values()].filter(({ mode }) => mode === 'push');
  const pulled = batch.filter(({ sessionId }) => sessions.get(sessionId)?.mode === 'pull');
  const authors = new Map(pulled.map((request) => [stayKey(request.sessionId, request.authorId), request]));
  const rows = await readRecipients.run(tx.client, [
    pushed.map(({ sessionId }) => sessionId),
    [...authors.values()].map(({ sessionId }) => sessionId),
    [...authors.values()].map(({ authorId }) => authorId),
  ]);
  const members = new Map([...sessions.keys()].map((sessionId) => [sessionId, new Set<string>()]));
  for (const row of rows) members.get(row.session_id)?.add(row.user_id);
  return members;
}

/** Those of the authors who are not members now but were once. Asks only when there are authors who are not members. */
async function readFormerMembers(
  tx: WriteTransaction,
  batch: readonly AppendRequest[],
  members: Members,
): Promise<ReadonlySet<string>> {
  const strangers = batch.filter(({ sessionId, authorId }) => members.get(sessionId)?.has(authorId) === false);
  if (strangers.length === 0) return new Set();
  const stays = await readStays.run(tx.client, [
    strangers.map(({ sessionId }) => sessionId),
    strangers.map(({ authorId }) => authorId),
  ]);
  return new Set(stays.map((stay) => stayKey(stay.session_id, stay.user_id)));
}

/** A request with texts as PostgreSQL can hold them. */
function storableRequest(request: AppendRequest): AppendRequest {
  if ('set' in request) {
    const { key, value } = request.set;
    return { ...request, set: { key: storable(key), value: value === null ? null : storable(value) } };
  }
  if (!('change' in request)) return { ...request, text: storable(request.text) };
  const { change } = request;
  if (change.kind === 'edit') return { ...request, change: { ...change, text: storable(change.text) } };
  if (change.kind === 'react') return { ...request, change: { ...change, emoji: storable(change.emoji) } };
  return request;
}

/** What decides on changes of messages: what they name, and the stays of their authors. Nothing where there are none. */
async function readChangeFacts(tx: WriteTransaction, batch: readonly AppendRequest[]) {
  const changes = changesIn(batch);
  const targets = new Map<string, Entry>();
  const edits = new Map<string, number>();
  const stays = new Map<string, Membership[]>();
  if (changes.length === 0) return { targets, edits, stays };
  const named = new Map(changes.map((one) => [entryKey(one.sessionId, one.change.target), one]));
  const rows = await readEntries.run(tx.client, [
    [...named.values()].map(({ sessionId }) => sessionId),
    [...named.values()].map(({ change }) => change.target),
  ]);
  for (const entry of rows.map(toEntry)) targets.set(entryKey(entry.sessionId, entry.seq), entry);
  for (const row of await countEdits(tx, changes)) {
    edits.set(entryKey(row.session_id, parseSeqId(row.target_seq)), row.edits);
  }
  const authors = new Map(changes.map((one) => [stayKey(one.sessionId, one.authorId), one]));
  const staying = await readStays.run(tx.client, [
    [...authors.values()].map(({ sessionId }) => sessionId),
    [...authors.values()].map(({ authorId }) => authorId),
  ]);
  for (const row of staying) {
    const key = stayKey(row.session_id, row.user_id);
    stays.set(key, [...(stays.get(key) ?? []), toStay(row)]);
  }
  return { targets, edits, stays };
}

/** How often the messages were edited that edits of the batch name. */
async function countEdits(tx: WriteTransaction, changes: ReturnType<typeof changesIn>) {
  const edits = changes.filter(({ change }) => change.kind === 'edit');
  if (edits.length === 0) return [];
  const named = new Map(edits.map((one) => [entryKey(one.sessionId, one.change.target), one]));
  return countEditsOf.run(tx.client, [
    [...named.values()].map(({ sessionId }) => sessionId),
    [...named.values()].map(({ change }) => change.target),
  ]);
}
