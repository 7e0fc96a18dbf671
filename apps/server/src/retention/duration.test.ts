import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

test.each([
  ['30d', 2_592_000_000],
  ['12h', 43_200_000],
  ['90m', 5_400_000],
  [' 20s ', 20_000],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '30', 'd', '0d', '-1d', '1.5h', '30 d', '30days', '1e3s', '12345678d'])(
  '"%s" is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test.each(['30d', '12h', '90m', '20s'])('%s is written as it is read', (text) => {
  expect(formatDuration(parseDuration(text) ?? 0)).toBe(text);
});
