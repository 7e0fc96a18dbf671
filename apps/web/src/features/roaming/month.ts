import type { DayCount } from '@tidemark/sync-client';
import { dayNumber, dayOf } from './scale.ts';

/** A month as YYYY-MM. */
export const monthOf = (day: string): string => day.slice(0, 7);

/** The days of a month, in weeks that begin on Monday; null before its first and after its last. */
export function weeksOf(month: string): readonly (readonly (string | null)[])[] {
  const first = dayNumber(`${month}-01`);
  const next = dayNumber(`${shiftMonth(month, 1)}-01`);
  // Day 0 was a Thursday.
  const blanks = (first + 3) % 7;
  const cells = [...Array.from({ length: blanks }, () => null), ...daysBetween(first, next)];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, n) => cells.slice(n * 7, n * 7 + 7));
  return weeks.map((week) => [...week, ...Array.from({ length: 7 - week.length }, () => null)]);
}

function daysBetween(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, n) => dayOf(from + n));
}

export function shiftMonth(month: string, by: number): string {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by)).toISOString().slice(0, 7);
}

/** The same day of another month, or its last. */
export function shiftDay(day: string, months: number): string {
  const month = shiftMonth(monthOf(day), months);
  const last = dayOf(dayNumber(`${shiftMonth(month, 1)}-01`) - 1);
  const same = `${month}-${day.slice(8)}`;
  return same < last ? same : last;
}

/** Where a key leads from a day of the calendar; null for keys that lead nowhere. */
export function keyLeadsTo(day: string, key: string, shift: boolean): string | null {
  const number = dayNumber(day);
  const weekday = (number + 3) % 7;
  switch (key) {
    case 'ArrowLeft':
      return dayOf(number - 1);
    case 'ArrowRight':
      return dayOf(number + 1);
    case 'ArrowUp':
      return dayOf(number - 7);
    case 'ArrowDown':
      return dayOf(number + 7);
    case 'Home':
      return dayOf(number - weekday);
    case 'End':
      return dayOf(number + 6 - weekday);
    case 'PageUp':
      return shiftDay(day, shift ? -12 : -1);
    case 'PageDown':
      return shiftDay(day, shift ? 12 : 1);
    default:
      return null;
  }
}

/** How strongly a day stands out, from 1 to 3, against the liveliest of its month. */
export function strengthOf({ messages }: DayCount, most: number): 1 | 2 | 3 {
  const part = Math.sqrt(messages / Math.max(1, most));
  return part > 0.66 ? 3 : part > 0.3 ? 2 : 1;
}
