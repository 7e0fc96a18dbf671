import type { DayCount, KnownDays } from '@tidemark/sync-client';

/**
 * The day of which an entry is: by its SeqId where that was counted, since clocks go back and are wrong, else by the
 * clock.
 */
export function dayAt(known: KnownDays | null, seq: number | null, clockDay: string): string {
  if (known === null || seq === null || seq > known.upTo) return clockDay;
  // The day on which one said what is nearest above; a day that came again later began earlier.
  let found: DayCount | undefined;
  for (const day of known.days) {
    if (day.day === clockDay && day.first <= seq) return clockDay;
    if (day.first <= seq && (found === undefined || day.first >= found.first)) found = day;
  }
  return (found ?? known.days[0])?.day ?? clockDay;
}
