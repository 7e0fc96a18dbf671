import { describe, expect, test } from 'vitest';
import { isEmoji } from '../src/limits.ts';

describe('isEmoji', () => {
  test.each([
    '👍',
    '👍🏽',
    '❤',
    '❤️',
    '🏽',
    '🇨🇭',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '👩‍👩‍👧‍👦',
    '1️⃣',
    '#⃣',
    '🏳️‍🌈',
    '©',
  ])('takes %s', (text) => expect(isEmoji(text)).toBe(true));

  test.each([
    ['nothing', ''],
    ['a letter', 'a'],
    ['a digit', '1'],
    ['a digit with an accent', '1\u0301'],
    ['a digit in another form', '1\uFE0F'],
    ['two emoji', '👍👍'],
    ['an emoji and a letter', '👍a'],
    ['an emoji under a heap of accents', `👍${'\u0301'.repeat(9)}`],
    ['a joiner', '\u200D'],
    ['a keycap of nothing', '\u20E3'],
    ['half a flag', '🇨'],
    ['half of an emoji', '\uD83D'],
    ['an endless family', `👩${'\u200D👧'.repeat(12)}`],
    ['markup', '<b>'],
  ])('refuses %s', (_what, text) => expect(isEmoji(text)).toBe(false));
});
