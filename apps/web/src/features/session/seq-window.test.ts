import { describe, expect, it } from 'vitest';
import {
  growDown,
  growUp,
  newestWindow,
  openWindow,
  type SeqWindow,
  trimAbove,
  WINDOW_MOST,
  windowAround,
} from './seq-window.ts';

const extent = { floor: 1, newest: 29_590 };
const size = (window: SeqWindow) => (window.to ?? extent.newest) - window.from + 1;

describe('opening', () => {
  it('starts at the newest and follows it', () => {
    expect(newestWindow(extent)).toEqual({ from: 29_491, to: null });
    expect(openWindow({ floor: 1, newest: 3 }, null)).toEqual({ from: 1, to: null });
    expect(openWindow({ floor: 1, newest: 0 }, null)).toEqual({ from: 1, to: null });
  });

  it('starts around the first unread, and follows when that is near the newest', () => {
    const far = openWindow(extent, 20_000);
    expect(far.from).toBeLessThan(20_000);
    expect(far.to).toBeGreaterThan(20_000);
    expect(openWindow(extent, 29_580).to).toBeNull();
  });

  it('never reaches below what the viewer may see', () => {
    expect(windowAround({ floor: 500, newest: 900 }, 505).from).toBe(500);
  });
});

describe('sliding', () => {
  it('walks from the newest to the floor and back without skipping a SeqId, always bounded', () => {
    let window = newestWindow(extent);
    const seen = new Set<number>();
    const see = () => {
      expect(size(window)).toBeLessThanOrEqual(WINDOW_MOST);
      for (let seq = window.from; seq <= (window.to ?? extent.newest); seq++) seen.add(seq);
    };
    see();
    for (let next = growUp(window, extent); next !== window; next = growUp(window, extent)) {
      // The two windows overlap: what one looks at stays.
      expect(next.to ?? extent.newest).toBeGreaterThan(window.from);
      window = next;
      see();
    }
    expect(window.from).toBe(1);
    expect(seen.size).toBe(extent.newest);

    for (let next = growDown(window, extent); next !== window; next = growDown(window, extent)) {
      expect(next.from).toBeLessThan(window.to ?? extent.newest);
      window = next;
      see();
    }
    expect(window.to).toBeNull();
  });

  it('does not move at the ends', () => {
    const whole = { from: 1, to: null };
    expect(growUp(whole, { floor: 1, newest: 20 })).toBe(whole);
    expect(growDown(whole, { floor: 1, newest: 20 })).toBe(whole);
  });

  it('cuts what piles up while following, and only then', () => {
    expect(trimAbove({ from: 1, to: null }, { floor: 1, newest: 300 })).toEqual({ from: 1, to: null });
    const cut = trimAbove({ from: 1, to: null }, { floor: 1, newest: 301 });
    expect(cut.to).toBeNull();
    expect(301 - cut.from + 1).toBe(150);
    const fixed = { from: 1, to: 300 };
    expect(trimAbove(fixed, { floor: 1, newest: 5000 })).toBe(fixed);
  });
});
