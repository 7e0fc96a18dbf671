import { describe, expect, it } from 'vitest';
import { addDays, cutDays, dayIn, isZone } from './days.ts';

describe('days', () => {
  const visible = [
    { from: 1, to: 6 },
    { from: 15, to: 30 },
  ];

  it('HS-8: an answer counts so many SeqIds, and the next goes on behind them', () => {
    expect(cutDays(visible, 0, 100)).toEqual({ parts: visible, upTo: 30 });
    expect(cutDays(visible, 0, 6)).toEqual({ parts: [{ from: 1, to: 6 }], upTo: 6 });
    expect(cutDays(visible, 4, 5)).toEqual({
      parts: [
        { from: 5, to: 6 },
        { from: 15, to: 17 },
      ],
      upTo: 17,
    });
    expect(cutDays(visible, 17, 100)).toEqual({ parts: [{ from: 18, to: 30 }], upTo: 30 });
    expect(cutDays(visible, 30, 100)).toEqual({ parts: [], upTo: 30 });
    expect(cutDays(visible, 99, 100)).toEqual({ parts: [], upTo: 99 });
  });

  it('HS-8: page by page every visible SeqId is counted once', () => {
    for (let limit = 1; limit < 25; limit += 1) {
      const seen: number[] = [];
      for (let after = 0; after < 30;) {
        const { parts, upTo } = cutDays(visible, after, limit);
        for (const { from, to } of parts) for (let seq = from; seq <= to; seq += 1) seen.push(seq);
        expect(upTo).toBeGreaterThan(after);
        after = upTo;
      }
      expect(seen).toEqual([1, 2, 3, 4, 5, 6, ...Array.from({ length: 16 }, (_, i) => 15 + i)]);
    }
  });

  it('adds what is said later, also on a day that is known', () => {
    const known = [{ day: '2026-11-24', messages: 3, first: 10 }];
    expect(
      addDays(known, [
        { day: '2026-11-25', messages: 1, first: 14 },
        { day: '2026-11-24', messages: 2, first: 13 },
        { day: '2019-01-01', messages: 1, first: 20 },
      ]),
    ).toEqual([
      { day: '2019-01-01', messages: 1, first: 20 },
      { day: '2026-11-24', messages: 5, first: 10 },
      { day: '2026-11-25', messages: 1, first: 14 },
    ]);
  });

  it('HS-7: knows zones by name only', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'Etc/GMT+5', 'America/Argentina/Ushuaia']) {
      expect(isZone(zone)).toBe(true);
    }
    for (const zone of ['', '+02:00', 'Europe/Atlantis', "UTC'; --", 'UTC+3', '../UTC']) {
      expect(isZone(zone)).toBe(false);
    }
    expect(dayIn('Europe/Berlin', 1_795_563_000_000)).toBe('2026-11-25');
    expect(dayIn('Pacific/Honolulu', 1_795_512_600_000)).toBe('2026-11-23');
  });
});
