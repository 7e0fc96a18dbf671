import type { BrowserContext, Page } from '@playwright/test';

/** What the browser does when a page opens a database: nothing at all, or a refusal. */
export type Opening = 'silent' | 'refused';

/** Every page of this profile finds its IndexedDB as in a private window or behind a setting that blocks it. */
export async function blockStorage(context: BrowserContext, opening: Opening): Promise<void> {
  await context.addInitScript((how) => {
    indexedDB.open = () => {
      if (how === 'refused') throw new DOMException('blocked', 'SecurityError');
      return new EventTarget() as IDBOpenDBRequest;
    };
  }, opening);
}

/** From now on no message can be stored in this page: there is no room for it. */
export async function fillDisk(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const method of ['put', 'add'] as const) {
      const real = IDBObjectStore.prototype[method];
      IDBObjectStore.prototype[method] = function (this: IDBObjectStore, ...row: [unknown, IDBValidKey?]) {
        if (this.name === 'entries') throw new DOMException('no room', 'QuotaExceededError');
        return real.apply(this, row);
      };
    }
  });
}

/**
 * Every open connection of this page dies, as after a long time in the background, and the next uses fail as well.
 * @param uses how many; 0 lets the storage work again
 */
export async function loseConnections(page: Page, uses = 3): Promise<void> {
  await page.evaluate((uses) => {
    const left = { uses };
    for (const method of ['transaction'] as const) {
      const before: unknown = Reflect.get(window, 'realTransaction');
      const begin = (before ?? IDBDatabase.prototype[method]) as IDBDatabase['transaction'];
      Reflect.set(window, 'realTransaction', begin);
      IDBDatabase.prototype[method] = function (this: IDBDatabase, ...asked: Parameters<typeof begin>) {
        if (left.uses === 0) return begin.apply(this, asked);
        left.uses -= 1;
        this.close();
        throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
      };
    }
  }, uses);
}

/** Deletes a database from outside of the client, as the browser's tools do. */
export async function deleteDatabase(page: Page, name: string): Promise<void> {
  await page.evaluate(
    (name) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.addEventListener('success', () => resolve());
        request.addEventListener('error', () => reject(request.error));
      }),
    name,
  );
}
