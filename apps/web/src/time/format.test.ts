import { describe, expect, it } from 'vitest';
import { ago, clock, dayKey, dayLabel, daysBetween, listTime } from './format.ts';

const at = Date.UTC(2026, 10, 24, 23, 30);
const berlin = { zone: 'Europe/Berlin', locale: 'en-GB' };
const utc = { zone: 'UTC', locale: 'en-GB' };
const apia = { zone: 'Pacific/Apia', locale: 'en-GB' };

describe('days are the viewer’s', () => {
  it('puts one moment on two days in two zones', () => {
    expect(dayKey(at, utc)).toBe('2026-11-24');
    expect(dayKey(at, berlin)).toBe('2026-11-25');
    expect(clock(at, berlin)).toBe('00:30');
    expect(clock(at, utc)).toBe('23:30');
  });

  it('counts calendar days, not spans of 24 hours', () => {
    expect(daysBetween(at, at + 3_600_000, utc)).toBe(1);
    expect(daysBetween(at, at + 3_600_000, berlin)).toBe(0);
  });

  it('counts right over a change of the clocks and a far zone', () => {
    const saturday = Date.UTC(2026, 9, 24, 12);
    expect(daysBetween(saturday, saturday + 2 * 86_400_000, berlin)).toBe(2);
    expect(daysBetween(at, at + 86_400_000, apia)).toBe(1);
  });
});

describe('wording', () => {
  const now = Date.UTC(2026, 10, 25, 12);
  it('says the time today, the weekday within a week, the date before', () => {
    expect(listTime(now - 3_600_000, now, utc)).toBe('11:00');
    expect(listTime(now - 86_400_000, now, utc)).toBe('Tue');
    expect(listTime(now - 30 * 86_400_000, now, utc)).toBe('26 Oct');
    expect(listTime(Date.UTC(2019, 8, 29), now, utc)).toMatch(/29 Sept? 2019/);
  });

  it('does not trip over a server clock ahead of the viewer', () => {
    expect(listTime(now + 60_000, now, utc)).toBe('12:01');
    expect(ago(now + 60_000, now, utc)).toBe('now');
  });

  it('names days', () => {
    expect(dayLabel(now, now, utc)).toBe('Today');
    expect(dayLabel(now - 86_400_000, now, utc)).toBe('Yesterday');
    expect(dayLabel(Date.UTC(2026, 10, 3), now, utc)).toBe('Tuesday 3 November');
    expect(dayLabel(Date.UTC(2019, 8, 29), now, utc)).toContain('2019');
  });

  it('says how long ago', () => {
    expect(ago(now - 30_000, now, utc)).toBe('now');
    expect(ago(now - 41 * 60_000, now, utc)).toBe('41 min ago');
    expect(ago(now - 5 * 3_600_000, now, utc)).toBe('5 h ago');
  });
});
