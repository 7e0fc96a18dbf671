/** So many messages are selected at most. */
export const MOST_SELECTED = 100;

/** What is selected, in no order, and the one that was pressed last: a range begins there. */
export type Selection = { readonly seqs: ReadonlySet<number>; readonly last: number };

export function selectionOf(seq: number): Selection {
  return { seqs: new Set([seq]), last: seq };
}

/** One more, or one less. Null when nothing is left. */
export function toggled({ seqs }: Selection, seq: number): Selection | null {
  const next = new Set(seqs);
  if (!next.delete(seq)) next.add(seq);
  return next.size === 0 ? null : { seqs: next, last: seq };
}

/**
 * All from the last one to this one, with what was selected before.
 * @param listed the SeqIds that can be selected, in order
 */
export function ranged({ seqs, last }: Selection, seq: number, listed: readonly number[]): Selection {
  const [from, to] = [Math.min(last, seq), Math.max(last, seq)];
  return { seqs: new Set([...seqs, ...listed.filter((one) => one >= from && one <= to)]), last: seq };
}

/** Without what is no longer there, and no more than the bound. Null when nothing is left. */
export function bounded(selection: Selection): Selection | null {
  const kept = [...selection.seqs].slice(0, MOST_SELECTED);
  return kept.length === 0 ? null : { seqs: new Set(kept), last: selection.last };
}

/** In the order of the session. */
export function inOrder({ seqs }: Selection): readonly number[] {
  return [...seqs].sort((a, b) => a - b);
}
