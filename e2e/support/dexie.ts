import type { Page } from '@playwright/test';
import { deviceDatabases } from './device-store.ts';

/** As much of Dexie as is used here. */
type Table = {
  update(key: string | readonly (string | number)[], changes: Readonly<Record<string, unknown>>): Promise<number>;
};
type Opened = { table(name: string): Table; close(): void };
type Dexie = new (name: string) => Opened & { open(): Promise<Opened> };

/**
 * Changes one row of a device's database and nothing else, in the way that live queries hear of.
 * @param changes new values by their paths in the row
 */
export async function changeRow(
  page: Page,
  table: 'entries' | 'users',
  key: string | readonly (string | number)[],
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const [name] = await deviceDatabases(page);
  if (name === undefined) throw new Error('the device has no database');
  const changed = await page.evaluate(
    async ({ name, table, key, changes }) => {
      // The page's own, as Dexie leaves it for others to find.
      const Dexie = Reflect.get(window, Symbol.for('Dexie')) as Dexie;
      const db = await new Dexie(name).open();
      try {
        return await db.table(table).update(key, changes);
      } finally {
        db.close();
      }
    },
    { name, table, key, changes },
  );
  if (changed !== 1) throw new Error(`there is no row ${JSON.stringify(key)} in ${table}, or it was so already`);
}
