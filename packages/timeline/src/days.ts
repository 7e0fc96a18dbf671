import type { Range, RangeSet } from './ranges.ts';
import { range } from './ranges.ts';
import type { SeqId } from './seq.ts';

/** What was said on one calendar day of a zone. */
export type DayCount = {
  /** YYYY-MM-DD */
  readonly day: string;
  readonly messages: number;
  /** The lowest SeqId of them: the clock may have gone back, the order is by SeqId. */
  readonly first: SeqId;
};

/** The days of one session timeline as its reader may see it, of the SeqIds from `after` of the request to `upTo`. */
export type Days = {
  readonly sessionId: string;
  readonly epoch: string;
  readonly head: SeqId;
  readonly floor: SeqId;
  /** Up to here it was counted: ask again after it until it is the head. */
  readonly upTo: SeqId;
  /** In the order of days; days on which nothing was said are left out. */
  readonly days: readonly DayCount[];
};

export type DaysRequest = {
  readonly userId: string;
  readonly sessionId: string;
  /** A name of the IANA time zone database. */
  readonly zone: string;
  /** SeqIds above this count; 0 for all. */
  readonly after: SeqId;
  /** The most SeqIds that are looked at. */
  readonly limit: number;
};

/** What a device has counted of a session, in one zone. */
export type KnownDays = Days & { readonly zone: string };

/** The parts of the visible that one answer counts, and where the next one goes on (SPEC HS-8). */
export function cutDays(
  visible: RangeSet,
  after: SeqId,
  limit: number,
): { readonly parts: RangeSet; readonly upTo: SeqId } {
  const parts: Range[] = [];
  let left = limit;
  for (const { from, to } of visible) {
    const part = range(Math.max(from, after + 1), Math.min(to, Math.max(from, after + 1) + left - 1));
    if (!part) continue;
    parts.push(part);
    left -= part.to - part.from + 1;
    if (left === 0) break;
  }
  return { parts, upTo: Math.max(parts.at(-1)?.to ?? visible.at(-1)?.to ?? 0, after) };
}

/** The days of two stretches together. */
export function addDays(some: readonly DayCount[], more: readonly DayCount[]): readonly DayCount[] {
  const sum = new Map(some.map((day) => [day.day, day]));
  for (const { day, messages, first } of more) {
    const known = sum.get(day);
    sum.set(day, {
      day,
      messages: messages + (known?.messages ?? 0),
      first: Math.min(first, known?.first ?? first),
    });
  }
  return [...sum.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

/** True for a name that the time zone database knows; an offset such as "+02:00" is no zone. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(zone)) return false;
  try {
    dayFormat(zone);
    return true;
  } catch {
    return false;
  }
}

/** The calendar day of a time in a zone. */
export function dayIn(zone: string, at: number): string {
  return dayFormat(zone).format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  // There are some 600 zones, in several spellings each: whoever sends names does not make this grow without an end.
  if (formats.size > 1_000) formats.clear();
  formats.set(zone, made);
  return made;
}
