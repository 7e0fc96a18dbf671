import { entryHash, isSet, privateSessionOf, supersededBy } from '@tidemark/timeline';
import type { AppendRequest, Entry, EntryBody, SeqId } from '@tidemark/timeline';
import { bodyColumn, digestColumn, toEntry } from './rows.ts';
import { readSetsOf } from './sql/own-sets.ts';
import { replaceContent } from './sql/read-changes.ts';
import { readHeads } from './sql/read-heads.ts';
import { readUsers } from './sql/users.ts';
import { insertSession, insertStays } from './sql/write-membership.ts';
import { joinUserSessions } from './sql/write-user-sessions.ts';
import { storeEntries } from './store-entries.ts';
import type { WriteTransaction } from './transaction.ts';

/** A set of a batch that takes the place of what is in force under its key. */
export type Superseding = { readonly sessionId: string; readonly key: string; readonly by: SeqId };

/**
 * Makes the private sessions that a batch writes to and that are not there yet (SPEC OD-1). Before anything is locked,
 * and in order of id: two batches that make the same one wait for each other and for nothing else.
 * @returns their first entries, to be fanned out to their users
 */
export async function openPrivateSessions(
  tx: WriteTransaction,
  batch: readonly AppendRequest[],
): Promise<readonly Entry[]> {
  const own = batch.filter((request) => 'set' in request && request.sessionId === privateSessionOf(request.authorId));
  if (own.length === 0) return [];
  const userIds = [...new Set(own.map(({ authorId }) => authorId))].sort();
  const there = new Set((await readHeads.run(tx.client, [userIds])).map((row) => row.session_id));
  const missing = userIds.filter((userId) => !there.has(userId));
  if (missing.length === 0) return [];
  const known = new Set((await readUsers.run(tx.client, [missing])).map(({ id }) => id));
  const opened: Entry[] = [];
  for (const userId of missing) if (known.has(userId)) opened.push(...(await open(tx, userId)));
  return opened;
}

/** Nothing when another writer has made it meanwhile. */
async function open(tx: WriteTransaction, userId: string): Promise<readonly Entry[]> {
  const { client, now } = tx;
  const [sessionId, sessionKind, mode] = [privateSessionOf(userId), 'private', 'push'] as const;
  const made = await insertSession.run(client, [sessionId, sessionKind, null, 'all', 1, mode, now]);
  if (made.length === 0) return [];
  const body: EntryBody = { kind: 'session-created', sessionKind, title: null, memberIds: [userId], mode };
  const entry: Entry = { sessionId, seq: 1, authorId: null, clientId: null, at: now, body };
  await storeEntries(tx, [entry]);
  await insertStays.run(client, [sessionId, [userId], ['member'], entry.seq, entry.seq]);
  await joinUserSessions.run(client, [[userId], sessionId, entry.seq]);
  return [entry];
}

/** Takes what sets supersede out of the store, in their transaction and before they are stored (SPEC OD-3). */
export async function supersede(tx: WriteTransaction, sets: readonly Superseding[]): Promise<void> {
  if (sets.length === 0) return;
  const by = new Map(sets.map((set) => [keyOf(set), set.by]));
  const rows = await readSetsOf.run(tx.client, [sets.map(({ sessionId }) => sessionId), sets.map(({ key }) => key)]);
  const left = rows
    .map(toEntry)
    .filter(isSet)
    .flatMap((entry) => {
      const seq = by.get(keyOf({ sessionId: entry.sessionId, key: entry.body.key }));
      return seq === undefined ? [] : [supersededBy(entry, seq)];
    });
  if (left.length === 0) return;
  await replaceContent.run(tx.client, [
    left.map(({ sessionId }) => sessionId),
    left.map(({ seq }) => seq),
    left.map(({ body }) => body.kind),
    left.map(({ body }) => bodyColumn(body)),
    left.map((entry) => digestColumn(entryHash(entry))),
  ]);
}

const keyOf = ({ sessionId, key }: Pick<Superseding, 'sessionId' | 'key'>): string => `${sessionId} ${key}`;
