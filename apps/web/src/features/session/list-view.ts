import type { Virtualizer } from '@tanstack/react-virtual';
import type { GapRow, Row } from './rows.ts';

/** A row and how far below the top of the view it starts, in px. */
export type Place = { readonly key: string; readonly offset: number };

/** Where a message is to stand: at the very top, below a little of what came before, or in the middle. */
export type Align = 'top' | 'start' | 'center';

/** Where the list is to go. */
export type Anchor = { readonly id: number } & (
  | { readonly kind: 'end' }
  | { readonly kind: 'seq'; readonly seq: number; readonly align: Align }
  | { readonly kind: 'row'; readonly place: Place }
);

export type SeenGap = {
  readonly row: GapRow;
  /** The held SeqIds next to it, where there are any on screen. */
  readonly before: number | null;
  readonly after: number | null;
  /** Its middle lies above the middle of the view: one comes from below. */
  readonly above: boolean;
};

/** What of the list is in view. */
export type View = {
  readonly atEnd: boolean;
  /** Less than two screens are left above, below; false where a gap has to fill first. */
  readonly nearStart: boolean;
  readonly nearEnd: boolean;
  /** The highest SeqId that is wholly in view or above. */
  readonly seenSeq: number | null;
  readonly gaps: readonly SeenGap[];
  readonly place: Place | null;
  /** The topmost entry in view. */
  readonly top: Top | null;
};

export type Top = { readonly at: number; readonly seq: number | null };

type List = Pick<
  Virtualizer<HTMLDivElement, HTMLDivElement>,
  'scrollOffset' | 'scrollRect' | 'measurementsCache' | 'getVirtualItems' | 'getDistanceFromEnd' | 'isAtEnd'
>;

/** Reads off what is in view. */
export function viewOf(list: List, rows: readonly Row[], atEndPx: number): View {
  const offset = list.scrollOffset ?? 0;
  const height = list.scrollRect?.height ?? 0;
  const items = list.getVirtualItems();
  let seenSeq: number | null = null;
  for (const item of items) {
    if (item.end <= offset + height + 8) seenSeq = seqOf(rows[item.index]) ?? seenSeq;
  }
  const gaps = rows.flatMap((row, index): readonly SeenGap[] => {
    const at = row.kind === 'gap' ? list.measurementsCache[index] : undefined;
    // Filled before one gets there, so that what comes grows out of sight.
    if (row.kind !== 'gap' || !at || at.end < offset - 2 * height || at.start > offset + 3 * height) return [];
    const above = (at.start + at.end) / 2 < offset + height / 2;
    return [{ row, before: seqOf(rows[index - 1]), after: seqOf(rows[index + 1]), above }];
  });
  return {
    atEnd: list.isAtEnd(atEndPx),
    nearStart: rows[0]?.kind !== 'gap' && offset < 2 * height,
    nearEnd: rows.at(-1)?.kind !== 'gap' && list.getDistanceFromEnd() < 2 * height,
    seenSeq,
    gaps,
    place: placeOf(list, rows),
    top: topOf(list, rows),
  };
}

/** The topmost row in view that is something to hold on to. */
export function placeOf(list: List, rows: readonly Row[]): Place | null {
  const offset = list.scrollOffset ?? 0;
  for (const item of list.getVirtualItems()) {
    const row = rows[item.index];
    if (item.end > offset && row && row.kind !== 'gap') return { key: row.key, offset: item.start - offset };
  }
  return null;
}

/** The topmost entry of which more than a sliver is in view. */
export function topOf(list: List, rows: readonly Row[]): Top | null {
  const offset = list.scrollOffset ?? 0;
  for (const item of list.getVirtualItems()) {
    const row = rows[item.index];
    if (item.end > offset + 40 && (row?.kind === 'message' || row?.kind === 'system')) {
      return { at: row.at, seq: row.seq };
    }
  }
  return null;
}

/** The row that an anchor names, or null while that is not here yet. What has gone meanwhile is at the end. */
export function anchorIndex(anchor: Anchor, rows: readonly Row[], tail: boolean): number | null {
  const last = rows.length - 1;
  if (last < 0 || wantedGap(anchor, rows, tail) !== null) return null;
  if (anchor.kind === 'end') return tail ? last : null;
  const index =
    anchor.kind === 'row'
      ? rows.findIndex((row) => row.key === anchor.place.key)
      : rows.findIndex((row) => (seqOf(row) ?? -1) >= anchor.seq);
  return index >= 0 ? index : last;
}

/** The gap in which the goal of an anchor lies, or null. */
export function wantedGap(anchor: Anchor, rows: readonly Row[], tail: boolean): SeenGap | null {
  const index = rows.findIndex((row, at) => {
    if (row.kind !== 'gap' || anchor.kind === 'row') return false;
    if (anchor.kind === 'end') return tail && rows.slice(at + 1).every((next) => seqOf(next) === null);
    return row.range.from <= anchor.seq && row.range.to >= anchor.seq;
  });
  const row = rows[index];
  if (row?.kind !== 'gap') return null;
  return { row, before: seqOf(rows[index - 1]), after: seqOf(rows[index + 1]), above: true };
}

function seqOf(row: Row | undefined): number | null {
  return row?.kind === 'message' || row?.kind === 'system' ? row.seq : null;
}
