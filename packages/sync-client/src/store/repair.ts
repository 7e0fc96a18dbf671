import { type Entry, type HistoryPage, type Orphan, type Range, type Repair, planRepair } from '@tidemark/timeline';
import { checkFence } from './meta.ts';
import { ENTRY_TABLES, previewed, putEntries } from './put-entries.ts';
import { type DeviceDb, entriesBetween, statesBetween } from './schema.ts';
import { toState } from './state-rows.ts';

/**
 * Puts a stretch of a session right, in one transaction (SPEC AU-5, AU-6).
 * @throws FencedError
 */
export function repairStretch(
  db: DeviceDb,
  selfId: string,
  fence: number,
  stretch: Range,
  page: HistoryPage,
): PromiseLike<Repair> {
  return db.transaction(
    'rw',
    [db.meta, db.sessions, db.users, db.outbox, db.orphans, ...ENTRY_TABLES(db)],
    async () => {
      await checkFence(db, fence);
      const { sessionId } = page;
      const row = await db.sessions.get(sessionId);
      if (!row || row.epoch !== page.epoch) return { changed: 0, orphans: 0 };
      const stored = entriesBetween(db, sessionId, stretch.from, stretch.to);
      const states = await statesBetween(db, sessionId, stretch.from, stretch.to).toArray();
      const known = new Map(states.map((state) => [state.seq, toState(state)]));
      const plan = planRepair(row, await stored.toArray(), stretch, page, selfId, known);
      await stored.delete();
      await putEntries(db, () => plan.record.visibleFrom, plan.entries, page.changes);
      await db.sessions.put(await previewed(db, { ...row, ...plan.record }));
      if (page.users.length > 0) await db.users.bulkPut([...page.users]);
      return { changed: plan.changed.length, orphans: await putOrphans(db, sessionId, plan.orphans) };
    },
  );
}

/** Keeps own messages to ask the server for, but for those that are held elsewhere or are in the outbox. */
async function putOrphans(db: DeviceDb, sessionId: string, orphans: readonly Orphan[]): Promise<number> {
  const clientIds = new Set(orphans.map(({ clientId }) => clientId));
  if (clientIds.size === 0) return 0;
  const forget = ({ clientId }: Pick<Entry, 'clientId'>): void => void clientIds.delete(clientId ?? '');
  await entriesBetween(db, sessionId, 0, Number.MAX_SAFE_INTEGER).each(forget);
  await db.outbox
    .where('clientId')
    .anyOf([...clientIds])
    .each(forget);
  await db.orphans.bulkPut(orphans.filter(({ clientId }) => clientIds.has(clientId)));
  return clientIds.size;
}
