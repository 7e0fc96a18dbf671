import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENV_KEYS, readEnv } from '../apps/server/src/env.ts';
import { ROOT, inRoot } from './lib/root.mjs';
import { findFiles } from './lib/test-files.mjs';

/** Set by the commands, not by people. */
const NOT_FOR_PEOPLE = ['NODE_ENV'];

/** @param {string} file */
const read = (file) => readFileSync(inRoot(file), 'utf8');

const example = new Map(
  [...read('.env.example').matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
);
const table = new Map(
  [...read('README.md').matchAll(/^\| `([A-Z_]+)` +\| (.*?) *\|/gm)].map(([, name = '', value = '']) => [name, value]),
);
const forPeople = ENV_KEYS.filter((name) => !NOT_FOR_PEOPLE.includes(name)).toSorted();

describe('the configuration', () => {
  it('is told in .env.example and in the README, each variable that the server reads and no other', () => {
    expect([...example.keys()].toSorted()).toEqual(forPeople);
    expect([...table.keys()].toSorted()).toEqual(forPeople);
  });

  it('has the defaults that .env.example shows', () => {
    expect(readEnv(Object.fromEntries(example))).toEqual(readEnv({}));
  });

  it('has the defaults that the README shows', () => {
    for (const [name, shown] of table) {
      const value = /^`(.*)`$/.exec(shown)?.[1];
      if (value !== undefined) expect(`${name}=${value}`).toBe(`${name}=${example.get(name)}`);
    }
  });
});

describe('the documents', () => {
  const documents = ['', 'docs', 'packages', 'apps', 'e2e'].flatMap((folder) =>
    folder === ''
      ? ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'].map((file) => inRoot(file))
      : findFiles(inRoot(folder), /\.md$/),
  );

  it.each(documents.map((file) => path.relative(ROOT, file)))('%s links to files that exist', (document) => {
    const links = [...read(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
    const local = links.filter((target) => !/^[a-z]+:/.test(target));
    const dead = local.filter((target) => !existsSync(inRoot(path.dirname(document), target)));
    expect(dead).toEqual([]);
  });
});
