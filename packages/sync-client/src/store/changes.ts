import { type ChangesPage, foldChanges, isSet, missedChangesOf } from '@tidemark/timeline';
import { checkFence } from './meta.ts';
import { putSets } from './own.ts';
import { ENTRY_TABLES, previewed, putEntries } from './put-entries.ts';
import type { DeviceDb } from './schema.ts';

/** What is to be asked for. Looks at every session, so it is for the moments at which something may have been missed. */
export async function readMissedChanges(
  db: DeviceDb,
): Promise<readonly { readonly sessionId: string; readonly after: number }[]> {
  const missed: { readonly sessionId: string; readonly after: number }[] = [];
  await db.sessions.each((row) => {
    const what = missedChangesOf(row);
    if (what) missed.push(what);
  });
  return missed;
}

/**
 * Joins changes that were asked for to what is held, and notes up to where they are known, in one transaction.
 * @throws FencedError
 */
export function putChanges(db: DeviceDb, fence: number, page: ChangesPage): PromiseLike<void> {
  return db.transaction('rw', [db.meta, db.sessions, db.users, ...ENTRY_TABLES(db)], async () => {
    await checkFence(db, fence);
    const row = await db.sessions.get(page.sessionId);
    if (!row || row.epoch !== page.epoch) return;
    await putSets(db, page.changes);
    await putEntries(
      db,
      () => row.visibleFrom,
      [],
      page.changes.filter((entry) => !isSet(entry)),
    );
    await db.sessions.put(await previewed(db, { ...row, ...foldChanges(row, page) }));
    if (page.users.length > 0) await db.users.bulkPut([...page.users]);
  });
}
