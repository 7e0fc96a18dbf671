import { LIMITS } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { bytesLeft, isBlank, outgoing } from './text.ts';

describe('what is sent', () => {
  it('keeps inner breaks and indents, drops blank lines around', () => {
    expect(outgoing('\n  \n  a\r\n\n b \n\n')).toBe('  a\n\n b');
  });

  it('knows text that nobody can see', () => {
    for (const text of ['', ' \n\t', '\u200b\u200d', '\u202e\u2066', '\u00a0\u3000']) expect(isBlank(text)).toBe(true);
    for (const text of ['a', '.', '\u4e0a', '👍', '\u200ba']) expect(isBlank(text)).toBe(false);
  });

  it('counts bytes, not letters, and speaks up near the limit', () => {
    expect(bytesLeft('a').say).toBe(false);
    expect(bytesLeft('a'.repeat(LIMITS.textBytes))).toEqual({ left: 0, say: true });
    expect(bytesLeft('上'.repeat(LIMITS.textBytes / 3 + 1)).left).toBeLessThan(0);
    expect(bytesLeft('a'.repeat(LIMITS.textBytes * 0.8)).say).toBe(false);
  });
});
