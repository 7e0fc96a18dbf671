import { describe, expect, it } from 'vitest';
import { foldedText } from './fold.ts';

describe('foldedText', () => {
  it('leaves 40 lines whole and folds the 41st', () => {
    const lines = (n: number) => Array.from({ length: n }, (_, i) => `line ${i}`).join('\n');
    expect(foldedText(lines(40))).toBeNull();
    expect(foldedText(lines(41))).toBe(lines(40));
    expect(foldedText('\n'.repeat(500))?.length).toBe(39);
  });

  it('folds one endless line too, never inside a character', () => {
    expect(foldedText('x'.repeat(4000))).toBeNull();
    expect(foldedText('x'.repeat(4001))?.length).toBe(4000);
    expect(foldedText('x' + '👍'.repeat(3000))).toMatch(/^x(👍)+$/u);
  });
});
