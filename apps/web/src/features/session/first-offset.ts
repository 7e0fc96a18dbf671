import { type Anchor, anchorIndex } from './list-view.ts';
import type { Row } from './rows.ts';

/** The head of the screen and the composer, in px: what of a window's height is no list. */
const NO_LIST = 150;

let seen: number | null = null;

/** The height of the last message list that was laid out here, or a guess at it, in px. */
export function listHeight(): number {
  return seen ?? Math.max(0, globalThis.innerHeight - NO_LIST);
}

export function noteListHeight(px: number | undefined): void {
  if (px !== undefined && px > 0) seen = px;
}

/**
 * How far down a list begins, by guesses at its rows, so that those that are built first are those that are shown first:
 * rows at the top of it would be built, measured and taken away again.
 * @param heightOf the guess at a row, in px
 * @param list its height, what is free at both of its ends, and above a row that it goes to, in px
 */
export function firstOffset(
  anchor: Anchor,
  rows: readonly Row[],
  tail: boolean,
  heightOf: (row: Row) => number,
  list: { readonly height: number; readonly padding: number; readonly above: number },
): number {
  const index = anchorIndex(anchor, rows, tail);
  if (index === null) return 0;
  const heights = rows.map(heightOf);
  const sum = (to: number) => heights.slice(0, to).reduce((total, height) => total + height, list.padding);
  const most = sum(rows.length) + list.padding - list.height;
  if (anchor.kind === 'end') return Math.max(0, most);
  const start = sum(index) - list.above;
  const middle = anchor.kind === 'seq' && anchor.align === 'center';
  const wanted = middle ? start - (list.height - (heights[index] ?? 0)) / 2 : start;
  return Math.max(0, Math.min(wanted, most));
}
