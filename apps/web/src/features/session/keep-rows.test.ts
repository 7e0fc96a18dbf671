import { describe, expect, it } from 'vitest';
import { keepRows } from './keep-rows.ts';
import type { Row } from './rows.ts';

const gap = (from: number, to: number): Row => ({
  kind: 'gap',
  key: `g:${from}`,
  range: { from, to },
  whole: { from, to },
});

describe('keepRows', () => {
  it('keeps the rows that say the same, wherever they stand now', () => {
    const before = [gap(5, 8), gap(10, 12)];
    const kept = keepRows(before, [gap(1, 2), gap(5, 8), gap(10, 11)]);
    expect(kept).toEqual([gap(1, 2), gap(5, 8), gap(10, 11)]);
    expect(kept[1]).toBe(before[0]);
    expect(kept[2]).not.toBe(before[1]);
  });

  it('is the list of before when nothing differs', () => {
    const before = [gap(5, 8), gap(10, 12)];
    expect(keepRows(before, [gap(5, 8), gap(10, 12)])).toBe(before);
    expect(keepRows(before, [gap(5, 8)])).toEqual([gap(5, 8)]);
  });
});
