import { type HistoryPage, type Position, type SnapshotPage, foldHistory, foldView, holds } from '@tidemark/timeline';
import { Dexie } from 'dexie';
import { checkFence, readPosition, writePosition } from './meta.ts';
import { clearSettled, restartOutbox } from './outbox-table.ts';
import { type DeviceDb, type SessionRow, entriesBetween } from './schema.ts';

/**
 * Puts a page of a snapshot in place. Only the last page moves the position and drops the sessions that no page named,
 * so a snapshot that is cut short changes nothing that the next one does not put right.
 * @throws FencedError
 */
export function replacePage(
  db: DeviceDb,
  fence: number,
  page: SnapshotPage,
  generation: string,
  position: Position,
): PromiseLike<void> {
  return db.transaction('rw', [db.meta, db.sessions, db.entries, db.users, db.outbox], async () => {
    await checkFence(db, fence);
    const before = await readPosition(db);
    if (before !== null && before.epoch !== page.epoch) await restartOutbox(db);
    const stored = await db.sessions.bulkGet(page.sessions.map((view) => view.sessionId));
    const rows: SessionRow[] = [];
    for (const [index, view] of page.sessions.entries()) {
      const row = stored[index];
      const known = row?.epoch === page.epoch ? row : null;
      const record: SessionRow = { ...foldView(known, view), epoch: page.epoch, generation };
      if (row && row.held !== record.held) await forgetUnheld(db, known, record);
      rows.push(record);
    }
    await db.sessions.bulkPut(rows);
    await clearSettled(db, new Map(rows.map((row) => [row.sessionId, row])), new Set());
    if (page.users.length > 0) await db.users.bulkPut([...page.users]);
    if (page.next !== null) return;
    await dropUnnamed(db, generation);
    await writePosition(db, position);
  });
}

/** Entries that the new record does not hold: of another life of the numbering, or outside what may be seen now. */
async function forgetUnheld(db: DeviceDb, before: SessionRow | null, after: SessionRow): Promise<void> {
  const { sessionId, held } = after;
  const first = held[0];
  const last = held[held.length - 1];
  if (before === null || first === undefined || last === undefined) {
    await entriesBetween(db, sessionId, 0, Number.MAX_SAFE_INTEGER).delete();
    return;
  }
  await entriesBetween(db, sessionId, 0, first.from - 1).delete();
  await entriesBetween(db, sessionId, last.to + 1, Number.MAX_SAFE_INTEGER).delete();
}

async function dropUnnamed(db: DeviceDb, generation: string): Promise<void> {
  const unnamed = await db.sessions.filter((row) => row.generation !== generation).primaryKeys();
  for (const sessionId of unnamed) {
    await db.entries.where('[sessionId+seq]').between([sessionId, Dexie.minKey], [sessionId, Dexie.maxKey]).delete();
  }
  await db.sessions.bulkDelete(unnamed);
}

/**
 * Adds a roaming page to what is held, as far as this user may see it.
 * @throws FencedError
 */
export function fillPage(db: DeviceDb, fence: number, page: HistoryPage): PromiseLike<void> {
  return db.transaction('rw', [db.meta, db.sessions, db.entries, db.users], async () => {
    await checkFence(db, fence);
    const row = await db.sessions.get(page.sessionId);
    // A session that was dropped meanwhile, or an answer from another life of the numbering.
    if (!row || row.epoch !== page.epoch) return;
    const record = { ...row, ...foldHistory(row, page) };
    const entries = page.entries.filter((entry) => holds(record.held, { from: entry.seq, to: entry.seq }));
    await db.entries.bulkPut(entries);
    await db.sessions.put(record);
    if (page.users.length > 0) await db.users.bulkPut([...page.users]);
  });
}
