import type { Page } from '@playwright/test';
import type { Entry } from '@tidemark/timeline';
import { deviceDatabases } from './device-store.ts';
import type { Sender } from './sender.ts';

const PAGE = 100;
const AT_ONCE = 5_000;

/** Puts all of a session into the page's own database, as if it had been scrolled through. */
export async function holdAll(page: Page, sender: Sender, sessionId: string, head: number): Promise<void> {
  const [name] = await deviceDatabases(page);
  if (name === undefined) throw new Error('the device has no database');
  let waiting: Entry[] = [];
  for (let after = 0; after < head; after += PAGE) {
    const answer = await sender.ask('history:page', { sessionId, anchor: { at: 'after', seq: after }, limit: PAGE });
    waiting.push(...(answer.entries as Entry[]));
    if (waiting.length >= AT_ONCE || after + PAGE >= head) {
      await page.evaluate(put, { name, entries: waiting, sessionId, head });
      waiting = [];
    }
  }
}

/** Runs in the page. */
async function put(given: {
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly sessionId: string;
  readonly head: number;
}): Promise<void> {
  const { name, entries, sessionId, head } = given;
  const settled = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error));
    });
  const db = await settled(indexedDB.open(name));
  try {
    const write = db.transaction(['entries', 'sessions'], 'readwrite');
    const done = new Promise((resolve) => write.addEventListener('complete', resolve));
    for (const entry of entries) write.objectStore('entries').put(entry);
    const sessions = write.objectStore('sessions');
    const row: object = await settled(sessions.get(sessionId));
    sessions.put({ ...row, held: [{ from: 1, to: head }] });
    await done;
  } finally {
    db.close();
  }
}
