import type { Page } from '@playwright/test';

/** Counts the rows that a page reads from its database. Call it before the page is opened. */
export async function installStoreMeter(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let rows = 0;
    Reflect.set(window, '__rowsRead', () => {
      const read = rows;
      rows = 0;
      return read;
    });
    // A request answers a cursor row by row, and all else at once.
    const counted = (request: IDBRequest<unknown>) => {
      request.addEventListener('success', () => {
        const { result } = request;
        rows += Array.isArray(result) ? result.length : Number(result !== undefined && result !== null);
      });
      return request;
    };
    for (const place of [IDBObjectStore.prototype, IDBIndex.prototype]) {
      for (const name of ['get', 'getKey', 'getAll', 'getAllKeys', 'openCursor', 'openKeyCursor'] as const) {
        const read = Reflect.get(place, name) as (...args: unknown[]) => IDBRequest<unknown>;
        Reflect.set(place, name, function (this: unknown, ...args: unknown[]) {
          return counted(Reflect.apply(read, this, args));
        });
      }
    }
  });
}

/** How many rows were read since the page was opened, or since the last time that one asked. */
export function rowsRead(page: Page): Promise<number> {
  return page.evaluate(() => (Reflect.get(window, '__rowsRead') as () => number)());
}
