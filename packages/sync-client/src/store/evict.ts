import { type Range, type RangeSet, clipRanges, privateSessionOf, removeRange } from '@tidemark/timeline';
import { checkFence } from './meta.ts';
import { ENTRY_TABLES, evictEntries } from './put-entries.ts';
import type { DeviceDb } from './schema.ts';
import { type HeldSession, entrySize, heldBySession, measureUse, totalOf } from './storage-use.ts';

/** What goes at once: a page of history, as it came. */
const PAGE = 100;

/** What every session keeps of its newest: the list shows it, and a chat opens on it. */
const KEPT_NEWEST = 50;

/** A stretch of a session that some tab shows now. */
export type Shown = { readonly sessionId: string } & Range;

export type Eviction = {
  /** Bytes that may be kept at most. */
  readonly cap: number;
  /** What is on the screen stays, whatever the cap. */
  readonly shown: readonly Shown[];
  /** When each session was last read on this device, in ms. */
  readonly readAt: ReadonlyMap<string, number>;
};

type Page = { readonly sessionId: string; readonly range: Range };

/**
 * Takes away history that can be fetched again until no more than the cap is kept: sessions that were not read for
 * longest first, of each the oldest pages first. What goes becomes a gap in the same transaction. The outbox is not
 * touched, nor what is on the screen, nor the newest of a session.
 * @returns how many entries went
 * @throws FencedError
 */
export async function evict(db: DeviceDb, selfId: string, fence: number, eviction: Eviction): Promise<number> {
  const { cap, shown, readAt } = eviction;
  const use = totalOf(await measureUse(db));
  if (use <= cap) return 0;
  // One's own data is no history: what is in force of it is folded from all of it.
  const held = (await heldBySession(db)).filter(({ sessionId }) => sessionId !== privateSessionOf(selfId));
  const size = await entrySize(db, held);
  // A little below the cap, so that the next message does not bring the next round.
  let toFree = use - cap * 0.9;
  let gone = 0;
  for (const page of pagesToEvict(held, shown, readAt)) {
    if (toFree <= 0) break;
    const dropped = await dropPage(db, fence, page);
    gone += dropped;
    toFree -= dropped * size;
  }
  return gone;
}

/** What may go, in the order in which it goes. */
export function pagesToEvict(
  held: readonly HeldSession[],
  shown: readonly Shown[],
  readAt: ReadonlyMap<string, number>,
): readonly Page[] {
  const readLast = (sessionId: string): number => readAt.get(sessionId) ?? 0;
  return held
    .toSorted((a, b) => readLast(a.sessionId) - readLast(b.sessionId) || a.sessionId.localeCompare(b.sessionId))
    .flatMap(({ sessionId, held: ranges }) => {
      const onScreen = shown.filter((one) => one.sessionId === sessionId);
      return pagesOf(evictable(ranges, onScreen)).map((range) => ({ sessionId, range }));
    });
}

/** What of the held ranges may go: all but the newest, and what is on the screen with a page around it. */
function evictable(held: RangeSet, onScreen: readonly Range[]): RangeSet {
  const newest = held.at(-1)?.to ?? 0;
  const old = clipRanges(held, { from: 1, to: newest - KEPT_NEWEST });
  return onScreen.reduce<RangeSet>(
    (rest, { from, to }) => removeRange(rest, { from: Math.max(1, from - PAGE), to: to + PAGE }),
    old,
  );
}

function pagesOf(ranges: RangeSet): readonly Range[] {
  return ranges.flatMap(({ from, to }) =>
    Array.from({ length: Math.ceil((to - from + 1) / PAGE) }, (_, index) => ({
      from: from + index * PAGE,
      to: Math.min(to, from + (index + 1) * PAGE - 1),
    })),
  );
}

/** One page at a time, so that a transaction stays small. */
function dropPage(db: DeviceDb, fence: number, { sessionId, range }: Page): PromiseLike<number> {
  return db.transaction('rw', [db.meta, db.sessions, ...ENTRY_TABLES(db)], async () => {
    await checkFence(db, fence);
    const row = await db.sessions.get(sessionId);
    if (!row) return 0;
    const dropped = await evictEntries(db, sessionId, range);
    await db.sessions.put({ ...row, held: removeRange(row.held, range) });
    return dropped;
  });
}
