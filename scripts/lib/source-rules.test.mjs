import { describe, expect, it } from 'vitest';
import { findFaults } from './source-rules.mjs';

/**
 * @param {string} file
 * @param {string} text
 */
const lines = (file, text) => findFaults(file, text).map(({ line }) => line);

describe('rules about the source', () => {
  it('finds unnamed columns in SQL, wherever it is written', () => {
    expect(lines('packages/db/src/a.ts', 'const a = 1;\nconst q = `select * from session`;')).toEqual([2]);
    expect(lines('prisma/migrations/1/migration.sql', 'INSERT INTO a VALUES (1) RETURNING a.*')).toEqual([1]);
    expect(lines('packages/db/src/a.ts', 'const q = `SELECT count(*) FROM session`;')).toEqual([]);
  });

  it('finds a relative way into another workspace', () => {
    expect(lines('packages/db/src/a.ts', "import { a } from '../../timeline/src/a.ts';")).toEqual([1]);
    expect(lines('packages/db/test/a.ts', "import { a } from '../src/a.ts';")).toEqual([]);
    expect(lines('apps/web/src/a.ts', "const a = await import('../../server/src/main.ts');")).toEqual([1]);
    expect(lines('apps/web/src/a.ts', "import { a } from '@tidemark/sync-client';")).toEqual([]);
    expect(lines('apps/web/vitest.config.ts', "import { a } from '../../vitest.shared.ts';")).toEqual([]);
    expect(lines('apps/web/src/vitest.config.ts', "import { a } from '../../../a.ts';")).toEqual([1]);
  });

  it('finds fixed waits in browser tests', () => {
    expect(lines('e2e/specs/a.spec.ts', 'await page.waitForTimeout(500);')).toEqual([1]);
  });

  it('finds HTML made from text', () => {
    expect(lines('apps/web/src/a.tsx', '<p dangerouslySetInnerHTML={{ __html: text }} />')).toEqual([1]);
  });
});
