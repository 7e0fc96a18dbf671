import type { Anchor } from './pages.ts';
import { range } from './ranges.ts';
import type { Range, RangeSet } from './ranges.ts';
import type { SeqId } from './seq.ts';

/**
 * The interval that one history page covers (SPEC HS-2 to HS-4). It lies within one visible range, so it never claims
 * a SeqId that the reader may not see; a page ends at a hidden gap, and the next one begins behind it.
 *
 * @param visible what the reader may see of the session, as of one head
 * @param limit the most SeqIds a page may cover, a positive whole number
 * @returns null when nothing visible lies in the direction of the anchor
 */
export function cutHistory(visible: RangeSet, anchor: Anchor, limit: number): Range | null {
  switch (anchor.at) {
    case 'newest':
      return endingAt(visible.at(-1), Infinity, limit);
    case 'before':
      return endingAt(
        visible.findLast((part) => part.from < anchor.seq),
        anchor.seq - 1,
        limit,
      );
    case 'after': {
      const part = visible.find((candidate) => candidate.to > anchor.seq);
      return part ? startingAt(part, anchor.seq + 1, limit) : null;
    }
    case 'around':
      return around(visible, anchor.seq, limit);
  }
}

/** `seq` with half of the page before it. Near an end of the range the other side takes what is left over. */
function around(visible: RangeSet, seq: SeqId, limit: number): Range | null {
  const nearest = nearestVisible(visible, seq);
  if (nearest === null) return null;
  const part = startingAt(nearest.part, nearest.seq - Math.floor(limit / 2), limit);
  return part && endingAt(nearest.part, part.to, limit);
}

/** The SeqId itself where it is visible, else the nearest that is; of two equally near ones the older. */
function nearestVisible(visible: RangeSet, seq: SeqId): { readonly part: Range; readonly seq: SeqId } | null {
  const older = visible.findLast((part) => part.from <= seq);
  if (older && older.to >= seq) return { part: older, seq };
  const newer = visible.find((part) => part.from > seq);
  if (older && (!newer || seq - older.to <= newer.from - seq)) return { part: older, seq: older.to };
  return newer ? { part: newer, seq: newer.from } : null;
}

function endingAt(part: Range | undefined, last: SeqId, limit: number): Range | null {
  if (!part) return null;
  const to = Math.min(part.to, last);
  return range(Math.max(part.from, to - limit + 1), to);
}

function startingAt(part: Range, first: SeqId, limit: number): Range | null {
  const from = Math.max(part.from, first);
  return range(from, Math.min(part.to, from + limit - 1));
}
