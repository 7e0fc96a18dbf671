import type { Page } from '@playwright/test';
import type { Entry, OutboxItem, Position, SessionRecord } from '@tidemark/timeline';

/** What a device's own database holds, read from outside of the client. */
export type DeviceContent = {
  readonly position: Position | null;
  readonly sessions: readonly SessionRecord[];
  /** By session, then SeqId. */
  readonly entries: readonly Entry[];
  readonly outbox: readonly OutboxItem[];
};

/** The names of this origin's databases that belong to a device. */
export async function deviceDatabases(page: Page): Promise<readonly string[]> {
  const all = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
  return all.filter((name) => name.startsWith('tidemark:'));
}

/** Reads the whole database of the page's device; null when there is none. */
export async function readDeviceStore(page: Page): Promise<DeviceContent | null> {
  const [name] = await deviceDatabases(page);
  if (name === undefined) return null;
  return page.evaluate(async (name): Promise<DeviceContent> => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
    const db = await settled(indexedDB.open(name));
    db.addEventListener('versionchange', () => db.close());
    try {
      const read = db.transaction(['meta', 'sessions', 'entries', 'outbox'], 'readonly');
      const [position, sessions, entries, outbox] = await Promise.all([
        settled(read.objectStore('meta').get('position')),
        settled(read.objectStore('sessions').getAll()),
        settled(read.objectStore('entries').getAll()),
        settled(read.objectStore('outbox').getAll()),
      ]);
      return { position: position?.value ?? null, sessions, entries, outbox };
    } finally {
      db.close();
    }
  }, name);
}

/** The held texts of a session, in SeqId order. */
export function textsOf(content: DeviceContent | null, sessionId: string): readonly string[] {
  return (content?.entries ?? [])
    .filter((entry) => entry.sessionId === sessionId)
    .sort((a, b) => a.seq - b.seq)
    .flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []));
}
