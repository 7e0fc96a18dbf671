import { LIMITS } from '@tidemark/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storable, textFailure } from './text.ts';

describe('the text of a message', () => {
  it.each(['', ' ', '\n\t', '\u200b', '\u200d\ufe0f', '\u3164', '\u2800', '\u2066\u2069', '\0', '\u00ad'])(
    'is refused when nothing in it can be seen: %j',
    (text) => {
      expect(textFailure(text)?.code).toBe('text-empty');
    },
  );

  it.each(['a', ' a ', '👍🏽', '\u200bä', '.', '漢', 'שלום', '\ufffd'])(
    'is taken when something can be seen: %j',
    (text) => {
      expect(textFailure(text)).toBeNull();
    },
  );

  it('is measured in bytes of UTF-8', () => {
    expect(textFailure('ä'.repeat(LIMITS.textBytes / 2))).toBeNull();
    expect(textFailure('ä'.repeat(LIMITS.textBytes / 2) + 'a')?.code).toBe('text-too-long');
  });
});

describe('storable text', () => {
  it('replaces NUL and half surrogate pairs only', () => {
    expect(storable('a\0b')).toBe('a\ufffdb');
    expect(storable('\ud83d')).toBe('\ufffd');
    expect(storable('\udc4d\ud83d')).toBe('\ufffd\ufffd');
    expect(storable('\ud83d\ud83d\udc4d')).toBe('\ufffd👍');
    expect(storable('👍 ä \u200d')).toBe('👍 ä \u200d');
  });

  it('is well-formed, keeps its length, and stays the same when made storable again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).map((text) => text.split('').reverse().join('')),
        (text) => {
          const kept = storable(text);
          expect(kept).not.toContain('\0');
          expect(new TextDecoder().decode(new TextEncoder().encode(kept))).toBe(kept);
          expect(kept.length).toBe(text.length);
          expect(storable(kept)).toBe(kept);
        },
      ),
    );
  });
});
