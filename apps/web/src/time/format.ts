/** How times are said. The zone and language are the viewer's own unless a test names others. */
export type TimeStyle = { readonly zone?: string; readonly locale?: string };

const DAY_MS = 86_400_000;
const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(style: TimeStyle, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([style, options]);
  let made = cache.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(style.locale, { timeZone: style.zone, ...options });
    cache.set(key, made);
  }
  return made;
}

/** The calendar day of a time in the viewer's zone, as YYYY-MM-DD: equal for equal days. */
export function dayKey(at: number, style: TimeStyle = {}): string {
  return formatter({ ...style, locale: 'en-CA' }, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** Whole calendar days from `at` to `now`; 0 = today, 1 = yesterday, negative = ahead of the viewer's clock. */
export function daysBetween(at: number, now: number, style: TimeStyle = {}): number {
  return Math.round((Date.parse(dayKey(now, style)) - Date.parse(dayKey(at, style))) / DAY_MS);
}

/** 20:03 */
export function clock(at: number, style: TimeStyle = {}): string {
  return formatter(style, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** For a row of the session list: time today, weekday within a week, then the date. */
export function listTime(at: number, now: number, style: TimeStyle = {}): string {
  const days = daysBetween(at, now, style);
  if (days <= 0) return clock(at, style);
  if (days < 7) return formatter(style, { weekday: 'short' }).format(at);
  if (sameYear(at, now, style)) return formatter(style, { day: 'numeric', month: 'short' }).format(at);
  return formatter(style, { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

/** For the line between two days. */
export function dayLabel(at: number, now: number, style: TimeStyle = {}): string {
  const days = daysBetween(at, now, style);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (sameYear(at, now, style)) {
    return formatter(style, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
  }
  return formatter(style, { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** In full, to the second. */
export function fullTime(at: number, style: TimeStyle = {}): string {
  return formatter(style, { dateStyle: 'full', timeStyle: 'medium' }).format(at);
}

/** How long ago something was: "now", "4 min ago", "2 h ago", then the date. */
export function ago(at: number, now: number, style: TimeStyle = {}): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return listTime(at, now, style);
}

function sameYear(at: number, now: number, style: TimeStyle): boolean {
  return dayKey(at, style).slice(0, 4) === dayKey(now, style).slice(0, 4);
}

/** A calendar day (YYYY-MM-DD) in words: 4 April 2022. */
export function dateLabel(day: string, style: TimeStyle = {}): string {
  return formatter({ ...style, zone: 'UTC' }, { dateStyle: 'long' }).format(Date.parse(day));
}

/** A month (YYYY-MM) in words: April 2022. */
export function monthLabel(month: string, style: TimeStyle = {}): string {
  return formatter({ ...style, zone: 'UTC' }, { month: 'long', year: 'numeric' }).format(Date.parse(`${month}-01`));
}

/** The days of the week, from Monday. */
export function weekdayNames(style: TimeStyle = {}): readonly { readonly short: string; readonly long: string }[] {
  const name = (weekday: 'short' | 'long', day: number) =>
    formatter({ ...style, zone: 'UTC' }, { weekday }).format(Date.UTC(2024, 0, 1 + day));
  return Array.from({ length: 7 }, (_, day) => ({ short: name('short', day), long: name('long', day) }));
}
