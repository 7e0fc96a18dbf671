import { describe, expect, it } from 'vitest';
import { bytesText, coversText, matches, toneOf } from './log-words.ts';

describe('a line of the log in words', () => {
  it('DEV-17: says what it covers, and how large it was', () => {
    expect(coversText({ from: 1_001, to: 1_200 })).toBe('1,001 to 1,200');
    expect(coversText({ from: 7, to: 7 })).toBe('7');
    expect(coversText({ from: null, to: 9 })).toBe('to 9');
    expect(coversText({ from: 9, to: 8 })).toBe('nothing');
    expect(coversText({ from: null, to: null })).toBe('');
    expect([null, 212, 61_400, 1_440_000, 412_000_000].map(bytesText)).toEqual([
      '',
      '212 B',
      '61 kB',
      '1.4 MB',
      '412 MB',
    ]);
  });

  it('DEV-17: is filtered by its kind, and marked where something was amiss', () => {
    expect(matches({ what: 'push' }, 'all')).toBe(true);
    expect(matches({ what: 'push' }, 'pull')).toBe(false);
    expect(toneOf({ outcome: 'held back: hole' })).toBe('amber');
    expect(toneOf({ outcome: 'applied' })).toBe('tide');
    expect(toneOf({ outcome: 'told' })).toBeUndefined();
  });
});
