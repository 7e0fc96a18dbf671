import { expect, it } from 'vitest';
import { Guesses } from './guesses.ts';
import { estimateHeight, type Row } from './rows.ts';

const row = (text: string) =>
  ({
    kind: 'message',
    key: 'e:7',
    text,
    day: null,
    divider: null,
    quoted: null,
    content: null,
    first: false,
  }) as unknown as Row;

it('MSG-3: the guess at a height stands although the text becomes another', () => {
  const guesses = new Guesses();
  const before = guesses.heightOf(row('one line'));
  const edited = row('one\ntwo\nthree');
  expect(estimateHeight(edited)).toBeGreaterThan(before);
  expect(guesses.heightOf(edited)).toBe(before);
});
