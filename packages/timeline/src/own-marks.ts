import type { EntryPlace } from './device-store.ts';
import { NO_RANGES, addRange, holds } from './ranges.ts';
import type { Range, RangeSet } from './ranges.ts';
import { MAX_SEQ } from './seq.ts';
import type { SeqId } from './seq.ts';

/**
 * The own data that is about messages: what is starred, what is deleted for oneself, from where a session is marked as
 * unread. Each has keys of its own, made and read here; what does not fit is as if it were not there.
 *
 * What is taken away for oneself is named by runs, one key each (SPEC OD-8), with an id of the act: no two acts share a
 * key, so that what one device takes back never brings back what another took away.
 */
export const messageKeys = {
  star: ({ sessionId, seq }: EntryPlace): string => `star:${sessionId}:${seq}`,
  hidden: (sessionId: string, { from, to }: Range, actId: string): string => `hide:${sessionId}:${from}-${to}:${actId}`,
  unread: (sessionId: string): string => `unread:${sessionId}`,
} as const;

/** The beginnings of those keys, of one session or of all. */
export const messagePrefixes = {
  stars: (sessionId?: string): string => `star:${sessionId === undefined ? '' : `${sessionId}:`}`,
  hidden: (sessionId?: string): string => `hide:${sessionId === undefined ? '' : `${sessionId}:`}`,
  unread: 'unread:',
} as const;

/** True for a key of own data that names messages by their SeqIds, or holds some. */
export function isOfMessage(key: string): boolean {
  return [messagePrefixes.stars(), messagePrefixes.hidden(), messagePrefixes.unread].some((prefix) =>
    key.startsWith(prefix),
  );
}

/** The message that a key of a star names, or null. */
export function starredBy(key: string): EntryPlace | null {
  const [, sessionId, seq] = /^star:([^:]+):([0-9]+)$/u.exec(key) ?? [];
  const known = seqOf(seq);
  return sessionId === undefined || known === null ? null : { sessionId, seq: known };
}

/** A run of messages that their reader has deleted for themself, and how many of them are of others. */
export type HiddenRun = Range & { readonly others: number };

/** What of one session is deleted for oneself. */
export type Hidden = { readonly ranges: RangeSet; readonly runs: readonly HiddenRun[] };

export const NOTHING_HIDDEN: Hidden = { ranges: NO_RANGES, runs: [] };

/** What is deleted for oneself, by session. */
export function hiddenOf(values: ReadonlyMap<string, string>): ReadonlyMap<string, Hidden> {
  const all = new Map<string, Hidden>();
  for (const [key, value] of values) {
    const [, sessionId, first, last] = /^hide:([^:]+):([0-9]+)-([0-9]+)(?::[^:]+)?$/u.exec(key) ?? [];
    const [from, to] = [seqOf(first), seqOf(last)];
    if (sessionId === undefined || from === null || to === null || from > to) continue;
    const { ranges, runs } = all.get(sessionId) ?? NOTHING_HIDDEN;
    const others = Math.min(to - from + 1, Number(value) || 0);
    all.set(sessionId, { ranges: addRange(ranges, { from, to }), runs: [...runs, { from, to, others }] });
  }
  return all;
}

export function isHidden({ ranges }: Hidden, seq: SeqId): boolean {
  return holds(ranges, { from: seq, to: seq });
}

/**
 * The runs of some SeqIds, in order.
 * @param isOther true for the messages of others
 */
export function runsOf(seqs: Iterable<SeqId>, isOther: (seq: SeqId) => boolean): readonly HiddenRun[] {
  const runs: HiddenRun[] = [];
  for (const seq of [...new Set(seqs)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    const others = isOther(seq) ? 1 : 0;
    if (last && last.to === seq - 1) runs[runs.length - 1] = { ...last, to: seq, others: last.others + others };
    else runs.push({ from: seq, to: seq, others });
  }
  return runs;
}

/**
 * From where a session is marked as unread: `from` on, by who had read up to `read`, with so many messages of others in
 * between. It ends as soon as one reads past `read` (SPEC OD-9).
 */
export type UnreadMark = { readonly from: SeqId; readonly read: SeqId; readonly count: number };

export function unreadMarkValue({ from, read, count }: UnreadMark): string {
  return `${from} ${read} ${count}`;
}

/** A mark that names a message; null for one on the session as a whole. */
export function unreadMarkOf(value: string): UnreadMark | null {
  const [, first, last, count] = /^([0-9]+) ([0-9]+) ([0-9]+)$/u.exec(value) ?? [];
  const [from, read] = [seqOf(first), seqOf(last)];
  return from === null || read === null || from > read ? null : { from, read, count: Number(count) };
}

function seqOf(text: string | undefined): SeqId | null {
  const seq = Number(text ?? 0);
  return Number.isSafeInteger(seq) && seq > 0 && seq <= MAX_SEQ ? seq : null;
}
