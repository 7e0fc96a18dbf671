import { entryHash, withoutContent } from '@tidemark/timeline';
import type { Entry, SeqId } from '@tidemark/timeline';
import { bodyColumn, digestColumn, toEntry } from './rows.ts';
import { readContent, replaceContent } from './sql/read-changes.ts';
import type { WriteTransaction } from './transaction.ts';

/**
 * Takes what recalled messages and their edits said out of the store, in the transaction of the recalls (SPEC CH-4).
 * @param entries what this transaction has stored, the recalls among it
 * @returns the same, as it reads now
 */
export async function takeContent(tx: WriteTransaction, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const recalls = new Map<string, SeqId>();
  for (const { sessionId, seq, body } of entries) {
    if (body.kind === 'recalled') recalls.set(keyOf(sessionId, body.target), seq);
  }
  if (recalls.size === 0) return entries;
  const left = new Map<string, Entry>();
  for (const row of await readContent.run(tx.client, namesOf(entries))) {
    const entry = toEntry(row);
    const message = entry.body.kind === 'edited' ? entry.body.target : entry.seq;
    const by = recalls.get(keyOf(entry.sessionId, message));
    if (by !== undefined) left.set(keyOf(entry.sessionId, entry.seq), withoutContent(entry, by));
  }
  const all = [...left.values()];
  await replaceContent.run(tx.client, [
    all.map(({ sessionId }) => sessionId),
    all.map(({ seq }) => seq),
    all.map(({ body }) => body.kind),
    all.map(({ body }) => bodyColumn(body)),
    all.map((entry) => digestColumn(entryHash(entry))),
  ]);
  return entries.map((entry) => left.get(keyOf(entry.sessionId, entry.seq)) ?? entry);
}

const keyOf = (sessionId: string, seq: SeqId): string => `${sessionId} ${seq}`;

/** The messages that are recalled: sessions, SeqIds. */
function namesOf(entries: readonly Entry[]): readonly [string[], SeqId[]] {
  const recalls = entries.flatMap(({ sessionId, body }) =>
    body.kind === 'recalled' ? [{ sessionId, seq: body.target }] : [],
  );
  return [recalls.map(({ sessionId }) => sessionId), recalls.map(({ seq }) => seq)];
}
