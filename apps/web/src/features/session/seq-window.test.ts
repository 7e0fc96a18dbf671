import { describe, expect, it } from 'vitest';
import {
  growDown,
  growUp,
  newestWindow,
  openWindow,
  SPAN_MOST,
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

/** The rows of a window over a session of which only some SeqIds are rows. */
const rowsIn = (window: SeqWindow, newest = extent.newest, isRow = (_seq: number) => true) => {
  const rows: number[] = [];
  for (let seq = window.from; seq <= (window.to ?? newest); seq += 1) if (isRow(seq)) rows.push(seq);
  return rows;
};

describe('sliding', () => {
  it('walks from the newest to the floor and back without skipping a SeqId, always bounded', () => {
    let window = newestWindow(extent);
    const seen = new Set<number>();
    const see = () => {
      expect(size(window)).toBeLessThanOrEqual(WINDOW_MOST);
      for (let seq = window.from; seq <= (window.to ?? extent.newest); seq++) seen.add(seq);
    };
    const up = () => growUp(window, extent, rowsIn(window));
    const down = () => growDown(window, extent, rowsIn(window));
    see();
    for (let next = up(); next !== window; next = up()) {
      // The two windows overlap: what one looks at stays.
      expect(next.to ?? extent.newest).toBeGreaterThan(window.from);
      window = next;
      see();
    }
    expect(window.from).toBe(1);
    expect(seen.size).toBe(extent.newest);

    for (let next = down(); next !== window; next = down()) {
      expect(next.from).toBeLessThan(window.to ?? extent.newest);
      window = next;
      see();
    }
    expect(window.to).toBeNull();
  });

  it('grows over a stretch of changes, which are no rows, until there are rows to show', () => {
    // 2,000 reactions in a row, and every second SeqId one elsewhere.
    const isRow = (seq: number) => (seq < 5_000 || seq > 7_000) && seq % 2 === 0;
    let window = windowAround({ floor: 1, newest: 20_000 }, 6_000);
    const rows = () => rowsIn(window, 20_000, isRow);
    expect(rows()).toEqual([]);
    let steps = 0;
    for (; rows().length < 60; steps += 1) {
      const grown = growDown(window, { floor: 1, newest: 20_000 }, rows());
      expect(grown).not.toBe(window);
      expect(grown.from).toBeLessThanOrEqual(6_000);
      window = growUp(grown, { floor: 1, newest: 20_000 }, rows());
      expect(window.to ?? 20_000).toBeGreaterThanOrEqual(6_000);
    }
    expect(steps).toBeLessThan(6);
  });

  it('cuts by rows: what is left on the far side of a step is a page, however few of its SeqIds are rows', () => {
    const isRow = (seq: number) => seq % 10 === 0;
    const bounds = { floor: 1, newest: 50_000 };
    let window = windowAround(bounds, 25_000);
    for (let step = 0; step < 30; step += 1) {
      const next = growUp(window, bounds, rowsIn(window, bounds.newest, isRow));
      expect(rowsIn(next, bounds.newest, isRow).length).toBeLessThanOrEqual(WINDOW_MOST + 80);
      window = next;
    }
    expect(rowsIn(window, bounds.newest, isRow).length).toBeGreaterThan(200);
    expect(window.from).toBeLessThan(5_000);
  });

  it('ends somewhere, also where there are no rows at all', () => {
    const bounds = { floor: 1, newest: 1_000_000 };
    let window = windowAround(bounds, 500_000);
    for (let next = growDown(window, bounds, []); next !== window; next = growDown(window, bounds, [])) window = next;
    expect(growUp(window, bounds, [])).toBe(window);
    expect((window.to ?? 0) - window.from).toBeLessThanOrEqual(SPAN_MOST);
  });

  it('does not move at the ends', () => {
    const whole = { from: 1, to: null };
    expect(growUp(whole, { floor: 1, newest: 20 }, rowsIn(whole, 20))).toBe(whole);
    expect(growDown(whole, { floor: 1, newest: 20 }, rowsIn(whole, 20))).toBe(whole);
  });

  it('cuts what piles up while following, and only then', () => {
    const whole = { from: 1, to: null };
    expect(trimAbove(whole, rowsIn(whole, 300))).toBe(whole);
    expect(trimAbove(whole, rowsIn(whole, 301))).toEqual({ from: 152, to: null });
    const fixed = { from: 1, to: 300 };
    expect(trimAbove(fixed, rowsIn(fixed))).toBe(fixed);
  });
});
