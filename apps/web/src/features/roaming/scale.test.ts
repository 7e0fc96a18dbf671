import { describe, expect, it } from 'vitest';
import { dayAt } from './day-at.ts';
import { barsOf, dayIndex, dayNumber, nearestDay, placeOnScale, scaleOf, stepFrom, ticksOf } from './scale.ts';

/** One message on every so many days from a day on, with growing SeqIds. */
const everyDays = (start: string, step: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    day: new Date(Date.parse(start) + n * step * 86_400_000).toISOString().slice(0, 10),
    messages: 1 + (n % 3),
    first: 2 + n * 10,
  }));

describe('the scale of the scrubber', () => {
  const years = scaleOf(everyDays('2019-01-10', 9, 280));

  it('goes by time, from the first day to the last', () => {
    expect(years.unit).toBe('month');
    expect(placeOnScale(years, years.first)).toBe(0);
    expect(placeOnScale(years, years.last)).toBe(1);
    expect(placeOnScale(years, years.last + 40)).toBe(1);
    expect(scaleOf(everyDays('2026-11-01', 1, 20)).unit).toBe('day');
    expect(scaleOf(everyDays('2026-01-01', 3, 60)).unit).toBe('week');
  });

  it('finds the nearest day on which something was said', () => {
    for (let index = 0; index < years.days.length; index += 1) {
      const number = dayNumber(years.days[index]?.day ?? '');
      expect(nearestDay(years, placeOnScale(years, number))).toBe(index);
      expect(dayIndex(years, years.days[index]?.day ?? '')).toBe(index);
    }
    expect(nearestDay(years, -1)).toBe(0);
    expect(nearestDay(years, 7)).toBe(279);
    expect(dayIndex(years, '2019-01-12')).toBe(0);
    expect(dayIndex(years, '2010-01-01')).toBe(0);
  });

  it('steps by stretches, always to another day, and stops at the ends', () => {
    expect(stepFrom(years, 0, 1)).toBeGreaterThan(1);
    expect(stepFrom(years, 279, -1)).toBeLessThan(278);
    expect(stepFrom(years, 0, -1)).toBe(0);
    expect(stepFrom(years, 279, 1)).toBe(279);
    const sparse = scaleOf(everyDays('2010-01-01', 400, 5));
    expect(stepFrom(sparse, 2, 1)).toBe(3);
    expect(stepFrom(sparse, 2, -1)).toBe(1);
  });

  it('has a bar for each month with messages, held or not', () => {
    const bars = barsOf(years, [{ from: 1, to: 1_000 }], 2_801);
    expect(bars.length).toBe(83);
    expect(bars.reduce((sum, { messages }) => sum + messages, 0)).toBe(
      years.days.reduce((sum, { messages }) => sum + messages, 0),
    );
    expect(Math.max(...bars.map(({ weight }) => weight))).toBe(1);
    expect(bars[0]?.held).toBe(true);
    expect(bars.at(-1)?.held).toBe(false);
    const order = bars.map(({ at }) => at);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('names years, months or days, as far apart as they have to be', () => {
    expect(ticksOf(years, 0.03, 'en-GB').map(({ text }) => text)).toEqual([
      '2020',
      '2021',
      '2022',
      '2023',
      '2024',
      '2025',
    ]);
    expect(ticksOf(years, 0.2, 'en-GB').length).toBeLessThan(6);
    expect(ticksOf(scaleOf(everyDays('2026-09-20', 1, 60)), 0.05, 'en-GB').map(({ text }) => text)).toEqual([
      'Oct',
      'Nov',
    ]);
    expect(ticksOf(scaleOf(everyDays('2026-11-03', 1, 4)), 0.05, 'en-GB')[0]?.text).toBe('3 Nov');
  });

  it('takes the day of an entry from its SeqId where the clock of its writer was wrong', () => {
    const known = { sessionId: 's', zone: 'UTC', epoch: 'e', head: 25, floor: 1, upTo: 25 };
    const days = [
      { day: '2024-05-01', messages: 9, first: 2 },
      { day: '2024-05-02', messages: 9, first: 11 },
      { day: '2024-05-03', messages: 5, first: 20 },
    ];
    const at = (seq: number | null, clock: string) => dayAt({ ...known, days }, seq, clock);
    expect(at(12, '2024-05-02')).toBe('2024-05-02');
    expect(at(1, '2026-11-25')).toBe('2024-05-01');
    expect(at(1, '2024-05-03')).toBe('2024-05-01');
    expect(at(14, '1970-01-01')).toBe('2024-05-02');
    // The clock went back for a while, and the day did begin there.
    expect(at(22, '2024-05-02')).toBe('2024-05-02');
    // What was not counted yet is of the day that it says.
    expect(at(26, '2024-05-04')).toBe('2024-05-04');
    expect(at(null, '2024-05-04')).toBe('2024-05-04');
    expect(dayAt(null, 12, '2024-05-02')).toBe('2024-05-02');
  });
});
