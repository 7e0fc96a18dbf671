import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TEXT_SIZES, cx } from './cx.ts';

it('keeps a size of text beside a colour of text, and lets the later of two sizes win', () => {
  expect(cx('text-micro', 'text-ink-3')).toBe('text-micro text-ink-3');
  expect(cx('text-body', 'text-ink', 'text-caption')).toBe('text-ink text-caption');
});

it('knows every size of the theme', () => {
  const css = readFileSync(new URL('../app/globals.css', import.meta.url), 'utf8');
  const sizes = [...css.matchAll(/--text-([a-z]+): [\d.]+rem/g)].map(([, name]) => name);
  expect(sizes).toEqual([...TEXT_SIZES]);
});
