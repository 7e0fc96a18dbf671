import { describe, expect, it } from 'vitest';
import { keepEqual } from './keep-equal.ts';

describe('keepEqual', () => {
  it('is what was there before when nothing differs, however deep', () => {
    const make = () => ({
      rows: [{ seq: 1, body: { text: 'a', mentions: ['x'] } }, null],
      states: new Map([[1, { on: true }]]),
      none: undefined,
    });
    const before = make();
    expect(keepEqual(before, make())).toBe(before);
  });

  it('keeps the parts that say the same and takes what differs', () => {
    const before = { a: { n: 1 }, b: { n: 2 }, list: [{ id: 1 }, { id: 2 }], map: new Map([['k', { v: 1 }]]) };
    const next = { a: { n: 1 }, b: { n: 3 }, list: [{ id: 1 }, { id: 5 }, { id: 6 }], map: new Map([['k', { v: 1 }]]) };
    const kept = keepEqual(before, next);
    expect(kept).toEqual(next);
    expect(kept).not.toBe(before);
    expect(kept.a).toBe(before.a);
    expect(kept.list[0]).toBe(before.list[0]);
    expect(kept.map).toBe(before.map);
  });

  it.each([
    ['a field less', { a: 1, b: undefined }, { a: 1 }],
    ['a field more', { a: 1 }, { a: 1, b: undefined }],
    ['another name', { a: undefined }, { b: undefined }],
    ['an element less', [1, 2], [1]],
    [
      'an entry of a map less',
      new Map([
        [1, 1],
        [2, 2],
      ]),
      new Map([[1, 1]]),
    ],
    [
      'another order of a map',
      new Map([
        [1, 1],
        [2, 2],
      ]),
      new Map([
        [2, 2],
        [1, 1],
      ]),
    ],
    ['another key of a map', new Map([[1, undefined]]), new Map([[2, undefined]])],
    ['nothing', { a: 1 }, null],
    ['something', null, { a: 1 }],
    ['another kind', [], {}],
    ['what it knows nothing of', new Set([1]), new Set([1])],
  ])('takes the next one whole: %s', (_, before, next) => {
    expect(keepEqual<unknown>(before, next)).toEqual(next);
    expect(keepEqual<unknown>(before, next)).not.toBe(before);
  });
});
