import { type Entry, type HistoryPage, LOST, type Range, type Repair, planRepair } from '@tidemark/timeline';
import { checkFence } from './meta.ts';
import { type DeviceDb, type NewOutboxRow, entriesBetween } from './schema.ts';

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
  return db.transaction('rw', [db.meta, db.sessions, db.entries, db.users, db.outbox], async () => {
    await checkFence(db, fence);
    const { sessionId } = page;
    const row = await db.sessions.get(sessionId);
    if (!row || row.epoch !== page.epoch) return { changed: 0, lost: 0 };
    const stored = entriesBetween(db, sessionId, stretch.from, stretch.to);
    const plan = planRepair(row, await stored.toArray(), stretch, page, selfId);
    await stored.delete();
    await db.entries.bulkPut([...plan.entries]);
    await db.sessions.put({ ...row, ...plan.record });
    if (page.users.length > 0) await db.users.bulkPut([...page.users]);
    return { changed: plan.changed.length, lost: await takeUp(db, sessionId, plan.lost) };
  });
}

/** Puts own messages that the server does not have into the outbox, unless they are held elsewhere or wait already. */
async function takeUp(db: DeviceDb, sessionId: string, lost: readonly Entry[]): Promise<number> {
  const clientIds = new Set(lost.flatMap(({ clientId }) => clientId ?? []));
  if (clientIds.size === 0) return 0;
  const forget = ({ clientId }: Pick<Entry, 'clientId'>): void => void clientIds.delete(clientId ?? '');
  await entriesBetween(db, sessionId, 0, Number.MAX_SAFE_INTEGER).each(forget);
  await db.outbox
    .where('clientId')
    .anyOf([...clientIds])
    .each(forget);
  const rows = lost.flatMap(({ clientId, at, body }): NewOutboxRow[] => {
    if (clientId === null || !clientIds.has(clientId) || body.kind !== 'message') return [];
    const action = { kind: 'send', text: body.text } as const;
    return [{ clientId, sessionId, action, createdAt: at, state: { kind: 'refused', code: LOST } }];
  });
  await db.outbox.bulkAdd(rows);
  return rows.length;
}
