import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRoot } from './lib/root.mjs';

const LAST = 45;
const ALL = Array.from({ length: LAST }, (_, index) => `O-${String(index + 1).padStart(2, '0')}`);

const page = readFileSync(inRoot('docs/field-cases.md'), 'utf8');
const rows = [...page.matchAll(/^\| (O-\d\d) *\| (.*?) *\| (.*?) *\|$/gm)].map(([, id = '', what = '', held = '']) => {
  const [, file = null, title = ''] = /^`([^`]+)`: “(.+)”$/.exec(held) ?? [];
  return { id, what, held, file, title: title.replaceAll('\\|', '|') };
});
const tests = rows.filter(({ file }) => file !== null);

describe('docs/field-cases.md', () => {
  it('has every case, in order, and says what could go wrong', () => {
    expect(rows.filter(({ what }) => what !== '').map(({ id }) => id)).toEqual(ALL);
  });

  it('says in each row where it is held, or why it cannot happen', () => {
    expect(rows.filter(({ file, held }) => file === null && !/^Cannot happen: .{10}/.test(held))).toEqual([]);
  });

  it('names tests that exist and bear the number of the case', () => {
    expect(tests.length).toBeGreaterThan(ALL.length);
    const missing = tests.filter(
      ({ id, file, title }) =>
        file === null ||
        !title.includes(id) ||
        !existsSync(inRoot(file)) ||
        !readFileSync(inRoot(file), 'utf8').includes(title),
    );
    expect(missing).toEqual([]);
  });
});
