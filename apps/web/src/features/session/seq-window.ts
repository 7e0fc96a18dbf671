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

export const WINDOW_MOST = 300;
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

/** One page more above; the far end is cut. The same window when there is nothing above. */
export function growUp(window: SeqWindow, { floor, newest }: Extent): SeqWindow {
  const from = Math.max(floor, window.from - PAGE);
  if (from >= window.from) return window;
  const last = window.to ?? newest;
  return last - from + 1 > WINDOW_MOST ? { from, to: from + WINDOW_MOST - 1 } : { from, to: window.to };
}

/** One page more below; the far end is cut. The same window when it follows the newest. */
export function growDown(window: SeqWindow, { newest }: Extent): SeqWindow {
  if (window.to === null) return window;
  const last = Math.min(window.to + PAGE, newest);
  return { from: Math.max(window.from, last - WINDOW_MOST + 1), to: last >= newest ? null : last };
}

/** Cuts what has piled up above while the window follows the newest. */
export function trimAbove(window: SeqWindow, { newest }: Extent): SeqWindow {
  if (window.to !== null || newest - window.from + 1 <= WINDOW_MOST) return window;
  return { from: newest - Math.floor(WINDOW_MOST / 2) + 1, to: null };
}
