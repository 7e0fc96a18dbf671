import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

/** The repository's own migrations. */
export const MIGRATIONS_FOLDER = path.join(import.meta.dirname, '../../../../prisma/migrations');

/** The migrations of a folder in Prisma's layout, oldest first. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const found = await readdir(folder, { withFileTypes: true });
  const names = found
    .filter((item) => item.isDirectory())
    .map((item) => item.name)
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
