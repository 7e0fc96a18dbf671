import { expect, it } from 'vitest';
import { plainWords } from './plain.ts';

it.each([
  ['**Release 4.2** goes *out*', 'Release 4.2 goes out'],
  ['see `a_b_c` and ~~not~~ this', 'see a_b_c and not this'],
  ['> a quote\n## a heading', 'a quote\na heading'],
  ['Found:\n```ts\nconst a = b ** c ** d;\n__x__\n```\nDone', 'Found:\nconst a = b ** c ** d;\n__x__\nDone'],
  ['```\nnever closed', 'never closed'],
  ['`**not bold**`', '**not bold**'],
  ['__bold__ and _slanted_', 'bold and slanted'],
])('says %j without its marks', (text, words) => {
  expect(plainWords(text)).toBe(words);
});

it.each(['2 * 3 * 4', 'snake_case_name', 'a ** b', '#channel', '5 > 3', '**', 'on_off _ and'])(
  'leaves %j as it is, which is no markup',
  (text) => {
    expect(plainWords(text)).toBe(text);
  },
);

it('stays quick on what is cut from a hostile text', () => {
  for (const text of ['*'.repeat(800), '**a '.repeat(200), '_a'.repeat(400), '`'.repeat(800), '> '.repeat(400)]) {
    expect(plainWords(text).length).toBeLessThanOrEqual(text.length);
  }
});
