import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const RULE = /\b(?:TL|PG|CP|WR|MB|FO|RD|HS|SN|RT|MD|DV|RG|OB|TB|ND|AU|CH|EP|OD)-\d+\b/g;

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((found) => {
    if (found.name === 'node_modules' || found.name === 'generated' || found.name.startsWith('.')) return [];
    const path = join(folder, found.name);
    return found.isDirectory() ? filesBelow(path) : /\.(ts|tsx)$/.test(found.name) ? [path] : [];
  });
}

// Rule numbers in the titles of tests: the first text after `it(`, `it.each(…)(` and the like.
/** @param {string} text @returns {string[]} */
function rulesInTitles(text) {
  const titles = text.matchAll(/\b(?:it|test)\b[^'"`]{0,200}?(['"`])((?:(?!\1)[\s\S]){1,300})\1/g);
  return [...titles].flatMap(([, , title]) => title?.match(RULE) ?? []);
}

const spec = readFileSync(join(ROOT, 'packages/timeline/SPEC.md'), 'utf8');
const rules = [...spec.matchAll(/^- \*\*([A-Z]{2}-\d+)\*\*/gm)].flatMap(([, rule]) => rule ?? []);
const named = new Set(
  ['packages', 'apps']
    .flatMap((folder) => filesBelow(join(ROOT, folder)))
    .flatMap((file) => rulesInTitles(readFileSync(file, 'utf8'))),
);

describe('SPEC.md', () => {
  it('gives each rule one number', () => {
    expect(rules.length).toBeGreaterThan(70);
    expect(new Set(rules).size).toBe(rules.length);
  });

  it('has no rule that no test names', () => {
    expect(rules.filter((rule) => !named.has(rule))).toEqual([]);
  });

  it('has every rule that a test names', () => {
    expect([...named].filter((rule) => !rules.includes(rule))).toEqual([]);
  });
});
