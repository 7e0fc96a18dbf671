import type { Page } from '@playwright/test';
import type { Entry } from '@tidemark/timeline';
import { deviceDatabases } from './device-store.ts';

/** Writes over an entry in the device's own database, as a fault of the disk or of the client would. */
export async function spoilEntry(page: Page, sessionId: string, seq: number, over: Partial<Entry>): Promise<void> {
  const [name] = await deviceDatabases(page);
  if (name === undefined) throw new Error('the device has no database');
  await page.evaluate(
    async ({ name, key, over }) => {
      const settled = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result));
          request.addEventListener('error', () => reject(request.error));
        });
      const db = await settled(indexedDB.open(name));
      try {
        const entries = db.transaction('entries', 'readwrite').objectStore('entries');
        const entry: unknown = await settled(entries.get(key));
        if (typeof entry !== 'object' || entry === null) throw new Error(`nothing is held at ${key.join(' ')}`);
        await settled(entries.put({ ...entry, ...over }));
      } finally {
        db.close();
      }
    },
    { name, key: [sessionId, seq] as [string, number], over },
  );
}
