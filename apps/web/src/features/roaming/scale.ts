import type { DayCount, Range } from '@tidemark/sync-client';

const DAY_MS = 86_400_000;

/** A calendar day as a whole number: the next day is one more. */
export const dayNumber = (day: string): number => Math.round(Date.parse(day) / DAY_MS);
export const dayOf = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);

/** A stretch of days on the scrubber, as one bar. `at` is where its middle lies, from 0 (oldest) to 1 (newest). */
export type Bar = {
  readonly at: number;
  readonly from: number;
  /** The first day after it. */
  readonly to: number;
  readonly messages: number;
  /** How long the bar is against the longest, from 0 to 1. */
  readonly weight: number;
  /** This device holds most of it. */
  readonly held: boolean;
};

export type Tick = { readonly at: number; readonly text: string; readonly short: string };

/** The whole life of a session as a line of days. */
export type Scale = {
  readonly days: readonly DayCount[];
  readonly first: number;
  readonly last: number;
  readonly unit: 'day' | 'week' | 'month';
};

export function scaleOf(days: readonly DayCount[]): Scale {
  const first = dayNumber(days[0]?.day ?? '1970-01-01');
  const last = dayNumber(days.at(-1)?.day ?? '1970-01-01');
  const span = last - first + 1;
  return { days, first, last, unit: span <= 92 ? 'day' : span <= 730 ? 'week' : 'month' };
}

/** Where a day lies on the line, from 0 to 1. */
export function placeOnScale({ first, last }: Scale, day: number): number {
  if (last === first) return 1;
  return Math.min(1, Math.max(0, (day - first) / (last - first)));
}

/** The day with messages that is nearest to a place on the line, as its index. */
export function nearestDay({ days, first, last }: Scale, at: number): number {
  const wanted = first + Math.min(1, Math.max(0, at)) * (last - first);
  const after = indexAtOrAfter(days, wanted);
  const before = after - 1;
  const distance = (index: number) => Math.abs(dayNumber(days[index]?.day ?? '1970-01-01') - wanted);
  return before >= 0 && (after >= days.length || distance(before) <= distance(after)) ? before : after;
}

/** The last day with messages that is not after this one, as its index; the first one where there is none. */
export function dayIndex({ days }: Scale, day: string): number {
  return Math.max(0, indexAtOrAfter(days, dayNumber(day) + 1) - 1);
}

/** The index of the day that so many units of the scale lie from another: at least one day with messages further. */
export function stepFrom(scale: Scale, index: number, units: number): number {
  const day = scale.days[index]?.day;
  if (day === undefined) return index;
  const end = scale.days.length - 1;
  const wanted = dayNumber(day) + units * { day: 7, week: 30, month: 91 }[scale.unit];
  const found = units < 0 ? dayIndex(scale, dayOf(wanted)) : indexAtOrAfter(scale.days, wanted);
  return Math.min(end, Math.max(0, units < 0 ? Math.min(found, index - 1) : Math.max(found, index + 1)));
}

function indexAtOrAfter(days: readonly DayCount[], wanted: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (dayNumber(days[middle]?.day ?? '1970-01-01') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bars of a scale; stretches without a message have none. */
export function barsOf(scale: Scale, held: readonly Range[], head: number): readonly Bar[] {
  const stretches: { from: number; to: number; messages: number; first: number }[] = [];
  for (const { day, messages, first } of scale.days) {
    const number = dayNumber(day);
    const before = stretches.at(-1);
    if (before && number < before.to) {
      before.messages += messages;
      before.first = Math.min(before.first, first);
    } else stretches.push({ ...stretchOf(number, scale.unit), messages, first });
  }
  const most = Math.max(1, ...stretches.map(({ messages }) => messages));
  return stretches.map(({ from, to, messages, first }, index) => {
    const middle = (Math.max(from, scale.first) + Math.min(to - 1, scale.last)) / 2;
    const next = stretches[index + 1]?.first ?? head + 1;
    return {
      at: placeOnScale(scale, middle),
      from,
      to,
      messages,
      // By the root, so that quiet months are seen beside the loudest.
      weight: Math.sqrt(messages / most),
      held: heldIn(held, first, next - 1) * 2 >= next - first,
    };
  });
}

function stretchOf(day: number, unit: Scale['unit']): { readonly from: number; readonly to: number } {
  if (unit === 'day') return { from: day, to: day + 1 };
  if (unit === 'week') {
    // Day 0 was a Thursday.
    const from = day - ((((day + 3) % 7) + 7) % 7);
    return { from, to: from + 7 };
  }
  const [year = 1970, month = 1] = dayOf(day).split('-').map(Number);
  return { from: Date.UTC(year, month - 1) / DAY_MS, to: Date.UTC(year, month) / DAY_MS };
}

function heldIn(held: readonly Range[], from: number, to: number): number {
  return held.reduce((sum, part) => sum + Math.max(0, Math.min(part.to, to) - Math.max(part.from, from) + 1), 0);
}

/** Years, months or days beside the line, no closer to each other than `gap` (of the whole line). */
export function ticksOf(scale: Scale, gap: number, locale?: string): readonly Tick[] {
  const ticks: Tick[] = [];
  for (const { day, text, short } of datesOf(scale, locale)) {
    const at = placeOnScale(scale, day);
    const before = ticks.at(-1);
    if (day >= scale.first && day <= scale.last && (!before || at - before.at >= gap)) ticks.push({ at, text, short });
  }
  return ticks;
}

function datesOf({ first, last, unit }: Scale, locale?: string) {
  const dates: { day: number; text: string; short: string }[] = [];
  const [year = 1970, month = 1] = dayOf(first).split('-').map(Number);
  const format = (options: Intl.DateTimeFormatOptions, time: number) =>
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(time);
  const step = unit === 'month' ? 12 : 1;
  const start = unit === 'month' ? 0 : month - 1;
  for (let n = start; ; n += step) {
    const time = Date.UTC(year, n);
    if (time / DAY_MS > last) break;
    const isYear = unit === 'month' || new Date(time).getUTCMonth() === 0;
    const text = isYear ? format({ year: 'numeric' }, time) : format({ month: 'short' }, time);
    dates.push({ day: time / DAY_MS, text, short: isYear ? `’${text.slice(-2)}` : text });
  }
  if (dates.some(({ day }) => day >= first) || unit === 'month') return dates;
  // Within one month there is no first of a month to name.
  return Array.from({ length: last - first + 1 }, (_, n) => {
    const text = format({ day: 'numeric', month: 'short' }, (first + n) * DAY_MS);
    return { day: first + n, text, short: text };
  });
}
