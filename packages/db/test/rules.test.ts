import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { MIGRATIONS_FOLDER, readMigrations } from '../src/migrate/folder.ts';

/**
 * What keeps the store able to grow past one PostgreSQL: two families of tables, each with its column first in every
 * key, that no constraint and no statement ties together.
 */
const FAMILY_COLUMN = { session: 'session_id', user: 'user_id' } as const;
const FAMILY: Readonly<Record<string, keyof typeof FAMILY_COLUMN>> = {
  session: 'session',
  session_member: 'session',
  session_entry: 'session',
  device: 'user',
  sync_entry: 'user',
  user_session: 'user',
};

const migrations = (await readMigrations(MIGRATIONS_FOLDER)).map(({ sql }) => sql.replace(/--.*$/gm, '')).join('\n');
const sqlFolder = path.join(import.meta.dirname, '../src/timeline/sql');
const statements = await loadStatements();

async function loadStatements(): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const modules = await Promise.all(
    readdirSync(sqlFolder).map((file) => import(path.join(sqlFolder, file)) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) =>
    Object.values(module).flatMap((value) => {
      if (!(value instanceof Object) || !('text' in value) || !('name' in value)) return [];
      return [{ name: String(value.name), text: String(value.text) }];
    }),
  );
}

/** The family tables that a statement names, with the alias each goes by. */
function tablesIn(
  sql: string,
): readonly { readonly table: string; readonly alias: string; readonly written: boolean }[] {
  const found = sql.matchAll(
    /\b(FROM|JOIN|UPDATE|INTO)\s+"?(\w+)"?(?:\s+(?:AS\s+)?(?!(?:WHERE|SET|JOIN|ON|ORDER)\b)(\w+))?/gi,
  );
  return [...found].flatMap(([, keyword, table = '', alias]) =>
    FAMILY[table] ? [{ table, alias: alias ?? table, written: keyword?.toUpperCase() === 'INTO' }] : [],
  );
}

describe('the rules of the two families', () => {
  const tables = [...migrations.matchAll(/CREATE TABLE "(\w+)" \(([\s\S]*?)\n\)/g)].map(([, name = '', body = '']) => ({
    name,
    body,
  }));

  test('the migrations make every table of both families', () => {
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(FAMILY)));
  });

  test('rules 1 and 2: every primary key and unique key starts with the column of its family', () => {
    const keys = [
      ...tables.flatMap(({ name, body }) =>
        [...body.matchAll(/(?:PRIMARY KEY|UNIQUE) \("(\w+)"/g)].map(([, first]) => ({ name, first })),
      ),
      ...[...migrations.matchAll(/CREATE UNIQUE INDEX "\w+" ON "(\w+)" \("(\w+)"/g)].map(([, name = '', first]) => ({
        name,
        first,
      })),
    ].filter(({ name }) => FAMILY[name]);
    expect(keys.length).toBeGreaterThanOrEqual(Object.keys(FAMILY).length);
    for (const { name, first } of keys)
      expect({ name, first }).toEqual({ name, first: FAMILY_COLUMN[FAMILY[name] ?? 'user'] });
  });

  test('rule 3: no foreign key leads from one family into the other, or from anywhere into them', () => {
    for (const { name, body } of tables) {
      for (const [, target = ''] of body.matchAll(/REFERENCES "(\w+)"/g)) {
        expect({ name, target, ok: target === 'user' || FAMILY[name] === FAMILY[target] }).toMatchObject({ ok: true });
      }
    }
    expect(migrations).not.toMatch(/ALTER TABLE[^;]*REFERENCES/);
  });

  test('rule 3: no trigger, no deferred constraint, no SET NULL', () => {
    expect(migrations).not.toMatch(/CREATE (CONSTRAINT )?TRIGGER|DEFERR|SET NULL|SET DEFAULT/i);
  });

  test('the hot path is found', () => {
    expect(statements.length).toBeGreaterThan(20);
    expect(new Set(statements.map(({ name }) => name)).size).toBe(statements.length);
  });

  test.each(statements)('rule 10: $name names tables of one family at most', ({ text }) => {
    expect(new Set(tablesIn(text).map(({ table }) => FAMILY[table])).size).toBeLessThanOrEqual(1);
  });

  test.each(statements)('rule 6: $name filters each table by the column of its family', ({ text }) => {
    for (const { table, alias, written } of tablesIn(text)) {
      if (written) continue;
      const column = FAMILY_COLUMN[FAMILY[table] ?? 'user'];
      const filter = new RegExp(`\\b(?:${alias}\\.)?${column} = (?:ANY\\()?\\$\\d`);
      const own = alias === table ? filter : new RegExp(`\\b${alias}\\.${column} = (?:ANY\\()?\\$\\d`);
      expect(text).toMatch(own);
    }
  });

  test.each(statements)('rule 6: $name lets the database choose no value of its own', ({ text }) => {
    expect(text).not.toMatch(/\b(random|clock_timestamp|gen_random_uuid|uuidv7|nextval)\s*\(/);
  });
});
