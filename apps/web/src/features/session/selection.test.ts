import { describe, expect, it } from 'vitest';
import { bounded, inOrder, MOST_SELECTED, ranged, type Selection, selectionOf, toggled } from './selection.ts';

describe('selecting messages (ACT-3)', () => {
  it('takes one more, one less, and ends with the last', () => {
    const two = toggled(selectionOf(5), 3);
    expect(two && inOrder(two)).toEqual([3, 5]);
    const one = two && toggled(two, 5);
    expect(one && inOrder(one)).toEqual([3]);
    expect(one && toggled(one, 3)).toBeNull();
  });

  it('takes all between two, in either direction, of what can be selected', () => {
    const listed = [1, 2, 4, 5, 7];
    expect(inOrder(ranged(selectionOf(2), 5, listed))).toEqual([2, 4, 5]);
    expect(inOrder(ranged(selectionOf(7), 2, listed))).toEqual([2, 4, 5, 7]);
  });

  it('is bounded', () => {
    const all: Selection = { seqs: new Set(Array.from({ length: 300 }, (_, n) => n + 1)), last: 1 };
    expect(bounded(all)?.seqs.size).toBe(MOST_SELECTED);
    expect(bounded({ seqs: new Set(), last: 1 })).toBeNull();
  });
});
