/**
 * The stretch of a session that is on screen, with some room on both sides. It slides over the SeqIds: it grows at the
 * edge one comes near to and is cut at the far one, so that a session of any length costs the same.
 */
export type SeqWindow = {
  readonly from: number;
  /** The last SeqId, or null: follows the newest. */
  readonly to: number | null;
};

/** The interval that the viewer may see: `floor` is its first SeqId, `newest` its last one now. */
export type Extent = { readonly floor: number; readonly newest: number };

/** The most rows that a window keeps, and the most SeqIds: most of these may be changes, which are no rows. */
export const WINDOW_MOST = 300;
export const SPAN_MOST = 10_000;
const PAGE = 80;
const OPENING = 100;
/** Read context above the first unread message. */
const CONTEXT = 30;

/** What to open with: the newest, or the surroundings of the first unread message. */
export function openWindow(extent: Extent, firstUnread: number | null): SeqWindow {
  if (firstUnread === null) return newestWindow(extent);
  return windowAround(extent, firstUnread);
}

export function newestWindow({ floor, newest }: Extent): SeqWindow {
  return { from: Math.max(floor, newest - OPENING + 1), to: null };
}

export function windowAround({ floor, newest }: Extent, seq: number): SeqWindow {
  const from = Math.max(floor, seq - CONTEXT);
  const to = from + CONTEXT + OPENING;
  return { from, to: to >= newest ? null : to };
}

/**
 * One page more above. Rows beyond what a window keeps are cut at the far end; rows, not SeqIds, are what one sees, so
 * a stretch of changes only makes the window longer. The same window when there is nothing above, or it is too long.
 * @param rows the SeqIds of the rows in the window, in order
 */
export function growUp(window: SeqWindow, { floor, newest }: Extent, rows: readonly number[]): SeqWindow {
  const last = window.to ?? newest;
  const from = Math.max(floor, window.from - pageOf(window, newest, rows));
  if (from >= window.from) return window;
  const cut = rows[WINDOW_MOST - PAGE - 1];
  if (cut !== undefined && cut < last) return { from, to: cut };
  return last - from < SPAN_MOST ? { from, to: window.to } : window;
}

/** One page more below; rows are cut at the far end. The same window when it follows the newest. */
export function growDown(window: SeqWindow, { newest }: Extent, rows: readonly number[]): SeqWindow {
  if (window.to === null) return window;
  const last = Math.min(window.to + pageOf(window, newest, rows), newest);
  const from = rows.at(-(WINDOW_MOST - PAGE)) ?? window.from;
  if (from === window.from && last - from >= SPAN_MOST) return window;
  return { from, to: last >= newest ? null : last };
}

/** Cuts what has piled up above while the window follows the newest. */
export function trimAbove(window: SeqWindow, rows: readonly number[]): SeqWindow {
  if (window.to !== null || rows.length <= WINDOW_MOST) return window;
  return { from: rows.at(-Math.floor(WINDOW_MOST / 2)) ?? window.from, to: null };
}

/** So many SeqIds that, by what is seen so far, a page of rows is among them. */
function pageOf(window: SeqWindow, newest: number, rows: readonly number[]): number {
  const span = (window.to ?? newest) - window.from + 1;
  return Math.min(10 * PAGE, Math.max(PAGE, Math.ceil((PAGE * span) / Math.max(rows.length, 1))));
}
