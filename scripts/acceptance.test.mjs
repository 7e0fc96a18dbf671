import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRoot } from './lib/root.mjs';

const ID = /\b(?:ONB|LST|MSG|CMP|ACT|GRP|DEV|NOT|SRC|SET|A11|MOB|KEY|I18|PRF)-\d+\b/g;

const page = readFileSync(inRoot('docs/acceptance.md'), 'utf8');
const claimed = [...page.matchAll(/^\| ([A-Z0-9]+-\d+) *\| (.*?) *\| `([^`]+)`: “(.+)” *\|$/gm)].map(
  ([, id = '', what = '', file = '', title = '']) => ({ id, what, file, title: title.replaceAll('\\|', '|') }),
);

const FOLDER = 'e2e/specs';
const tests = readdirSync(inRoot(FOLDER))
  .filter((name) => name.endsWith('.spec.ts'))
  .flatMap((name) => {
    const source = readFileSync(inRoot(`${FOLDER}/${name}`), 'utf8');
    return [...source.matchAll(/^\s*test\(\s*(['`])(.*?)\1/gms)].map(([, , title = '']) => ({
      file: `${FOLDER}/${name}`,
      title,
    }));
  });
const named = tests.flatMap(({ file, title }) => [...title.matchAll(ID)].map(([id]) => ({ id, file, title })));
/** @param {{ id: string, file: string, title: string }} row */
const key = ({ id, file, title }) => `${id} ${file}: ${title}`;

describe('docs/acceptance.md', () => {
  it('has a row for every id in the title of an end-to-end test, and no other', () => {
    expect(named.length).toBeGreaterThan(30);
    expect(claimed.map(key).toSorted()).toEqual(named.map(key).toSorted());
  });

  it('says in words what each line promises, and does not list it as missing', () => {
    expect(claimed.filter(({ what }) => what.length < 20)).toEqual([]);
    const missing = page.slice(page.indexOf('## Not yet'));
    const listed = new Set([...missing.matchAll(ID)].map(([id]) => id));
    expect(claimed.filter(({ id }) => listed.has(id))).toEqual([]);
  });
});
