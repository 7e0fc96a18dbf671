import { type Range, type SessionListItem, gapsIn } from '@tidemark/sync-client';

/** A held range as parts of the whole, 0 to 1. */
export type Stretch = { readonly from: number; readonly to: number };

export type Held = {
  readonly stretches: readonly Stretch[];
  readonly held: number;
  readonly total: number;
  readonly gaps: number;
};

/** What this device holds of what may be seen of a session. */
export function heldOf(session: Pick<SessionListItem, 'held' | 'visibleFrom' | 'visibleUntil' | 'head'>): Held {
  const whole: Range = { from: session.visibleFrom, to: session.visibleUntil ?? session.head };
  const total = Math.max(0, whole.to - whole.from + 1);
  if (total === 0) return { stretches: [], held: 0, total: 0, gaps: 0 };
  const gaps = gapsIn(session.held, whole);
  const missing = gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const stretches = session.held
    .map(({ from, to }) => ({ from: Math.max(from, whole.from), to: Math.min(to, whole.to) }))
    .filter(({ from, to }) => from <= to)
    .map(({ from, to }) => ({ from: (from - whole.from) / total, to: (to + 1 - whole.from) / total }));
  return { stretches, held: total - missing, total, gaps: gaps.length };
}
