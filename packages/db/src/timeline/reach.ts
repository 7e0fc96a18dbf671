import { asTold, isChange, parseSeqId } from '@tidemark/timeline';
import type { Entry, SeqId } from '@tidemark/timeline';
import type { Telling } from './fan-out.ts';
import { readNewcomers } from './sql/read-newcomers.ts';
import type { WriteTransaction } from './transaction.ts';

/** Members of a session who may not read all of it, and from where on each may. */
type Newcomers = ReadonlyMap<string, SeqId>;

const NOBODY: Newcomers = new Map();

/**
 * What the members of sessions are told of new entries, in the order of the entries. Who came after a message is told of
 * its changes without what they say (SPEC CH-10). Those people are looked for only where there are changes, in one
 * statement; from there on SeqIds are compared.
 */
export async function tellingsOf(
  tx: WriteTransaction,
  entries: readonly Entry[],
  members: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<readonly Telling[]> {
  const newcomers = await readNewcomersTo(tx, entries);
  return entries.flatMap((entry) =>
    tellingsOfOne(entry, members.get(entry.sessionId) ?? new Set(), newcomers.get(entry.sessionId) ?? NOBODY),
  );
}

function tellingsOfOne(entry: Entry, userIds: ReadonlySet<string>, newcomers: Newcomers): readonly Telling[] {
  const hasLess = (userId: string) => asTold(entry, newcomers.get(userId) ?? 0) !== entry;
  const less = isChange(entry) ? [...newcomers.keys()].filter(hasLess) : [];
  if (less.length === 0) return [{ item: { kind: 'entry', entry }, userIds }];
  const others = new Set(userIds);
  for (const userId of less) others.delete(userId);
  // one object for all of them: it crosses between nodes once
  const left = asTold(entry, entry.seq);
  return [
    { item: { kind: 'entry', entry }, userIds: others },
    { item: { kind: 'entry', entry: left }, userIds: less },
  ];
}

/** By session: who came after one of the messages that the entries change. */
async function readNewcomersTo(
  { client }: WriteTransaction,
  entries: readonly Entry[],
): Promise<ReadonlyMap<string, Newcomers>> {
  const lowest = new Map<string, SeqId>();
  for (const entry of entries) {
    if (!isChange(entry)) continue;
    const { target } = entry.body;
    lowest.set(entry.sessionId, Math.min(target, lowest.get(entry.sessionId) ?? target));
  }
  if (lowest.size === 0) return new Map();
  const found = new Map<string, Map<string, SeqId>>();
  for (const row of await readNewcomers.run(client, [[...lowest.keys()], [...lowest.values()]])) {
    const ofSession = found.get(row.session_id) ?? new Map<string, SeqId>();
    found.set(row.session_id, ofSession.set(row.user_id, parseSeqId(row.visible_from)));
  }
  return found;
}
