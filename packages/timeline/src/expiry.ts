import type { Entry, EntryKind } from './entry.ts';
import { isChange } from './message-state.ts';
import type { SeqId } from './seq.ts';

/** Messages that expire: what leaves a session, up to where, and what is left of it (SPEC RT-9 to RT-15). */

/** What people said. The rest (who joined, what it is called) is how a session came to be what it is. */
const CONTENT: ReadonlySet<EntryKind> = new Set<EntryKind>([
  'message',
  'message-recalled',
  'edited',
  'edit-recalled',
  'recalled',
  'reacted',
  'pinned',
]);

/** True for what people said, or for what is left of it. */
export function isContent({ body }: Entry): boolean {
  return CONTENT.has(body.kind) || body.kind === 'message-expired' || body.kind === 'change-expired';
}

/** The kinds that expire, for stores that take them out by their names. */
export const CONTENT_KINDS: readonly EntryKind[] = [...CONTENT];

/** What is left of an entry that has expired: who and when, under which client id (SPEC RT-11). */
export function withoutExpired(entry: Entry): Entry {
  if (!CONTENT.has(entry.body.kind)) return entry;
  if (isChange(entry)) return { ...entry, body: { kind: 'change-expired', target: entry.body.target } };
  return { ...entry, body: { kind: 'message-expired' } };
}

/**
 * An entry as it stands in a session whose floor is `floor`, whether its content has left the store yet or not: with a
 * message goes what its changes say, whenever they were made (SPEC RT-11).
 */
export function asExpired(entry: Entry, floor: SeqId): Entry {
  const isGone = entry.seq < floor || (isChange(entry) && entry.body.target < floor);
  return isGone ? withoutExpired(entry) : entry;
}

/** True for an entry that moves its session up in the list: a change of a message does not, nor what has expired. */
export function isNews(entry: Entry): boolean {
  return !isChange(entry) && entry.body.kind !== 'expired';
}

/**
 * The SeqId up to which a session expires: the last of its beginning whose entries are all older than `before`. Times
 * may jump back, so the first entry that is young enough ends it. Never an entry that only says what has expired:
 * otherwise a session without a word would expire again and again (SPEC RT-10).
 * @param entries in SeqId order, from the floor on
 * @returns null when there is nothing to take
 */
export function expiringUpTo(
  entries: Iterable<{ readonly seq: SeqId; readonly at: number; readonly kind: EntryKind }>,
  before: number,
): SeqId | null {
  let upTo: SeqId | null = null;
  for (const { seq, at, kind } of entries) {
    if (at >= before) break;
    if (kind !== 'expired') upTo = seq;
  }
  return upTo;
}
