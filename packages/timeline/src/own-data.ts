import type { Entry, EntryBody } from './entry.ts';
import type { SeqId } from './seq.ts';

/**
 * A user's own data: values under keys, the same on all their devices (SPEC OD). They are entries of the user's private
 * session, whose id is the user's own and which nobody else is in, so that storage and synchronization are those of
 * every other session.
 */

/** A value to put under a key; null takes away what was there. */
export type OwnSet = { readonly key: string; readonly value: string | null };

/** What is in force under a key, and the SeqId of the entry that set it. */
export type OwnValue = OwnSet & { readonly seq: SeqId };

/** An entry that sets own data. */
export type SetEntry = Entry & { readonly body: Extract<EntryBody, { readonly kind: 'set' }> };

/** The id of a user's private session: their own. */
export function privateSessionOf(userId: string): string {
  return userId;
}

/** True for a set; it counts in the private session of its author and nowhere else. */
export function isSet(entry: Entry): entry is SetEntry {
  return entry.body.kind === 'set' && entry.authorId !== null && entry.sessionId === privateSessionOf(entry.authorId);
}

export function setBody({ key, value }: OwnSet): EntryBody {
  return { kind: 'set', key, value };
}

/** What is left of a set that another took the place of: its identity, and nothing of what it said (SPEC OD-3). */
export function supersededBy(entry: SetEntry, by: SeqId): Entry {
  return { ...entry, body: { kind: 'set-superseded', by } };
}

/** True when a stored entry is what the repeated set asked for. One that was superseded cannot be compared any more. */
export function isSameSet(stored: EntryBody, { key, value }: OwnSet): boolean {
  return stored.kind === 'set-superseded' || (stored.kind === 'set' && stored.key === key && stored.value === value);
}

/**
 * What entries change of what is known under their keys: the highest SeqId wins, so they may come in any order, twice,
 * and by whatever path (SPEC OD-2).
 * @param known what is known of the keys that the entries name
 * @returns the values that have become others
 */
export function joinSets(entries: Iterable<Entry>, known: Iterable<OwnValue>): readonly OwnValue[] {
  const values = new Map([...known].map((value) => [value.key, value]));
  const changed = new Map<string, OwnValue>();
  for (const entry of entries) {
    if (!isSet(entry)) continue;
    const { key, value } = entry.body;
    if ((values.get(key)?.seq ?? 0) >= entry.seq) continue;
    const joined = { key, value, seq: entry.seq };
    values.set(key, joined);
    changed.set(key, joined);
  }
  return [...changed.values()];
}
