import { parseSeqId } from '@tidemark/timeline';
import type { AppendBatch, AppendRequest } from '@tidemark/timeline';
import { actionKey, planAppend, stayKey } from './append-plan.ts';
import { fanOut } from './fan-out.ts';
import { storable, toEntry } from './rows.ts';
import { findStored } from './sql/find-stored.ts';
import { lockSessions } from './sql/lock-sessions.ts';
import { readRecipients } from './sql/read-recipients.ts';
import { readStays } from './sql/read-stays.ts';
import { storeEntries } from './store-entries.ts';
import type { WriteTransaction } from './transaction.ts';

/** Stores a batch of messages and fans it out, in a fixed number of statements however many there are. */
export async function append(tx: WriteTransaction, requests: readonly AppendRequest[]): Promise<AppendBatch> {
  const batch = requests.map((request) => ({ ...request, text: storable(request.text) }));
  const { client, epoch, now } = tx;
  const wanted = [...new Set(batch.map(({ sessionId }) => sessionId))].sort();
  const locked = await lockSessions.run(client, [wanted]);
  const sessionIds = locked.map((session) => session.session_id);
  const heads = new Map(locked.map((session) => [session.session_id, parseSeqId(session.head_seq)]));

  const before = await findStored.run(client, [
    batch.map(({ sessionId }) => sessionId),
    batch.map(({ authorId }) => authorId),
    batch.map(({ clientId }) => clientId),
  ]);
  const members = new Map<string, Set<string>>(sessionIds.map((sessionId) => [sessionId, new Set()]));
  for (const row of await readRecipients.run(client, [sessionIds])) members.get(row.session_id)?.add(row.user_id);

  const { outcomes, entries } = planAppend(batch, {
    heads,
    members,
    before: new Map(
      before.map((row) => [actionKey(row.session_id, row.author_id ?? '', row.client_id ?? ''), toEntry(row)]),
    ),
    formerMembers: await readFormerMembers(tx, batch, members),
    now,
  });
  if (entries.length === 0) return { epoch, outcomes, deliveries: [] };

  await storeEntries(tx, entries);
  const deliveries = await fanOut(
    tx,
    entries.map((entry) => ({ item: { kind: 'entry', entry }, userIds: members.get(entry.sessionId) ?? [] })),
  );
  return { epoch, outcomes, deliveries };
}

/** Those of the authors who are not members now but were once. Asks only when there are authors who are not members. */
async function readFormerMembers(
  tx: WriteTransaction,
  batch: readonly AppendRequest[],
  members: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<ReadonlySet<string>> {
  const strangers = batch.filter(({ sessionId, authorId }) => members.get(sessionId)?.has(authorId) === false);
  if (strangers.length === 0) return new Set();
  const stays = await readStays.run(tx.client, [
    strangers.map(({ sessionId }) => sessionId),
    strangers.map(({ authorId }) => authorId),
  ]);
  return new Set(stays.map((stay) => stayKey(stay.session_id, stay.user_id)));
}
