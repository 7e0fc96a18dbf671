import { describe, expect, it } from 'vitest';
import { keyLeadsTo, shiftDay, shiftMonth, weeksOf } from './month.ts';

describe('a month of the calendar', () => {
  it('lays its days out in weeks from Monday', () => {
    const weeks = weeksOf('2022-04');
    expect(weeks[0]).toEqual([null, null, null, null, '2022-04-01', '2022-04-02', '2022-04-03']);
    expect(weeks.at(-1)).toEqual([
      ...['2022-04-25', '2022-04-26', '2022-04-27', '2022-04-28', '2022-04-29', '2022-04-30'],
      null,
    ]);
    expect(weeksOf('2021-02').length).toBe(4);
    expect(weeksOf('2024-02').flat().filter(Boolean).length).toBe(29);
  });

  it('moves by months without losing its days', () => {
    expect(shiftMonth('2022-01', -1)).toBe('2021-12');
    expect(shiftDay('2024-03-31', -1)).toBe('2024-02-29');
    expect(shiftDay('2024-02-29', 12)).toBe('2025-02-28');
  });

  it('follows the keys over the edges of months', () => {
    expect(keyLeadsTo('2022-04-01', 'ArrowLeft', false)).toBe('2022-03-31');
    expect(keyLeadsTo('2022-04-27', 'ArrowDown', false)).toBe('2022-05-04');
    expect(keyLeadsTo('2022-04-07', 'Home', false)).toBe('2022-04-04');
    expect(keyLeadsTo('2022-04-04', 'End', false)).toBe('2022-04-10');
    expect(keyLeadsTo('2022-04-04', 'PageUp', true)).toBe('2021-04-04');
    expect(keyLeadsTo('2022-04-04', 'x', false)).toBeNull();
  });
});
