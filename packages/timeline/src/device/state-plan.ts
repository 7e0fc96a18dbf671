import type { Entry } from '../entry.ts';
import { honourRecalls, isChange, statesOf, withoutContent } from '../message-state.ts';
import type { MessageState } from '../message-state.ts';
import { asTold } from '../reading.ts';
import type { SeqId } from '../seq.ts';

/** The messages whose states a store has to read before it can put these entries of one session in place. */
export function stateNeeds(entries: Iterable<Entry>): readonly SeqId[] {
  const seqs = new Set<SeqId>();
  for (const entry of entries) {
    if (isChange(entry)) seqs.add(entry.body.target);
    else if (entry.body.kind === 'message' || entry.body.kind === 'message-recalled') seqs.add(entry.seq);
  }
  return [...seqs];
}

/** What entries of one session change in a store besides the session's record. */
export type StatePlan = {
  /** The entries to store, without what was recalled. */
  readonly entries: readonly Entry[];
  /** The states that have become others. */
  readonly states: readonly MessageState[];
  /** Entries that are stored already perhaps, and have to lose their content: by SeqId, the recall that takes it. */
  readonly recalled: ReadonlyMap<SeqId, SeqId>;
};

/**
 * Plans how entries and changes of one session go into a device's store (SPEC CH-2, CH-4). Of changes of what its user
 * may not see, it holds that there were such (CH-10): what was told before that is late.
 * @param told what is to be held
 * @param toldChanges what is only joined to the states of the messages
 * @param known the states of `stateNeeds`, where there are any
 * @param visibleFrom the first SeqId of the session that the user may read
 */
export function planStates(
  told: readonly Entry[],
  toldChanges: readonly Entry[],
  known: ReadonlyMap<SeqId, MessageState>,
  visibleFrom: SeqId,
): StatePlan {
  const entries = told.map((entry) => asTold(entry, visibleFrom));
  const changes = toldChanges.map((entry) => asTold(entry, visibleFrom));
  const after = statesOf([...entries, ...changes], known);
  const states = [...after.values()].filter((state) => known.get(state.seq) !== state);
  const recalled = new Map<SeqId, SeqId>();
  // What stands in the place of an edit by now says so itself, also where the message is not held.
  for (const { seq, body } of [...entries, ...changes]) if (body.kind === 'edit-recalled') recalled.set(seq, body.by);
  for (const { seq, recalledBy } of states) {
    if (recalledBy === null) continue;
    recalled.set(seq, recalledBy);
    for (const edit of known.get(seq)?.edits ?? []) recalled.set(edit.seq, recalledBy);
  }
  return { entries: entries.map((entry) => honourRecalls(entry, after)), states, recalled };
}

/** Those of the stored entries that change what cannot be seen any more, as they are held from then on (SPEC CH-10). */
export function hiddenChanges(stored: Iterable<Entry>, visibleFrom: SeqId): readonly Entry[] {
  return [...stored].flatMap((entry) => {
    const left = asTold(entry, visibleFrom);
    return left === entry ? [] : [left];
  });
}

/** Stored entries as a recall leaves them; those that it does not touch are left out. */
export function redacted(stored: Iterable<Entry>, recalled: ReadonlyMap<SeqId, SeqId>): readonly Entry[] {
  return [...stored].flatMap((entry) => {
    const by = recalled.get(entry.seq);
    const left = by === undefined ? entry : withoutContent(entry, by);
    return left === entry ? [] : [left];
  });
}
