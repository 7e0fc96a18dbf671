import fc from 'fast-check';
import { LIMITS, textBytes } from '@tidemark/protocol';
import type { ExportedMessage } from '@tidemark/slack-export';
import { expect, test } from 'vitest';
import { messageTexts, splitText } from './message-text.ts';

const names = { user: (id: string) => (id === 'U1' ? 'Ada' : null), channel: () => null };

function message(part: Partial<ExportedMessage>): ExportedMessage {
  return {
    ts: '1541446243.000001',
    subtype: null,
    authorId: 'U1',
    authorName: null,
    text: '',
    fileNames: [],
    attachmentTexts: [],
    ...part,
  };
}

test('the parts of a text are the whole text, each within the limit and none cut inside a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 4, max: 64 }), (text, most) => {
      const parts = splitText(text, most);
      expect(parts.join('')).toBe(text);
      for (const part of parts) {
        expect(textBytes(part)).toBeLessThanOrEqual(most);
        expect(part).not.toMatch(/\p{Cs}/u);
      }
    }),
  );
});

test('a text is cut at a line or a word where there is one', () => {
  expect(splitText('one two three', 10)).toEqual(['one two ', 'three']);
  expect(splitText('one two\nthree four', 12)).toEqual(['one two\n', 'three four']);
  expect(splitText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
});

test('markup is resolved, files are named, quotes stand in for a missing text', () => {
  expect(messageTexts(message({ text: 'hi <@U1> :tada:' }), names)).toEqual(['hi @Ada 🎉']);
  expect(messageTexts(message({ text: 'see', fileNames: ['plan.pdf'] }), names)).toEqual(['see\n📎 plan.pdf']);
  expect(messageTexts(message({ attachmentTexts: ['build &amp; test'] }), names)).toEqual(['build & test']);
});

test('a message longer than one may be becomes several', () => {
  const parts = messageTexts(message({ text: 'word '.repeat(8_000) }), names);
  expect(parts).toHaveLength(3);
  expect(parts.every((part) => textBytes(part) <= LIMITS.textBytes)).toBe(true);
});

test('what cannot be stored is replaced, what shows nothing is left out, and so are notices', () => {
  expect(messageTexts(message({ text: 'a\0b\ud800' }), names)).toEqual(['a\ufffdb\ufffd']);
  expect(messageTexts(message({ text: ' \u200b\n' }), names)).toEqual([]);
  expect(messageTexts(message({ text: '<@U1> has joined', subtype: 'channel_join' }), names)).toEqual([]);
});
