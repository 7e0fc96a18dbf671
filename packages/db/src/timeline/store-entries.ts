import { entryHash } from '@tidemark/timeline';
import type { Entry } from '@tidemark/timeline';
import { bodyColumn, digestColumn } from './rows.ts';
import { insertEntries } from './sql/insert-entries.ts';
import type { WriteTransaction } from './transaction.ts';

/** Stores entries whose SeqIds follow on their sessions' heads; the sessions are locked. */
export async function storeEntries(tx: WriteTransaction, entries: readonly Entry[]): Promise<void> {
  const added = new Map<string, number>();
  for (const { sessionId } of entries) added.set(sessionId, (added.get(sessionId) ?? 0) + 1);
  await insertEntries.run(tx.client, [
    [...added.keys()],
    [...added.values()],
    entries.map((entry) => entry.sessionId),
    entries.map((entry) => entry.seq),
    entries.map((entry) => entry.body.kind),
    entries.map((entry) => entry.authorId),
    entries.map((entry) => entry.clientId),
    entries.map((entry) => entry.at),
    entries.map((entry) => bodyColumn(entry.body)),
    entries.map((entry) => digestColumn(entryHash(entry))),
    entries.map(({ body }) => ('target' in body ? body.target : null)),
  ]);
}
