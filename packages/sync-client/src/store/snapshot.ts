import {
  type HistoryPage,
  NO_DIGEST,
  type Position,
  type SnapshotPage,
  foldHistory,
  foldView,
  holds,
  isNewLife,
  orphansIn,
} from '@tidemark/timeline';
import { forgetHidden } from './apply-frame.ts';
import { writeSyncDigest } from './audit.ts';
import { checkFence, readPosition, writePosition } from './meta.ts';
import { clearSettled, restartOutbox } from './outbox-table.ts';
import { forgetOwn } from './own.ts';
import { ENTRY_TABLES, deleteEntries, previewed, putEntries } from './put-entries.ts';
import { type DeviceDb, type SessionRow, entriesBetween, statesBetween } from './schema.ts';
import { toState } from './state-rows.ts';

/**
 * Puts a page of a snapshot in place. Only the last page moves the position and drops the sessions that no page named,
 * so a snapshot that is cut short changes nothing that the next one does not put right.
 * @throws FencedError
 */
export function replacePage(
  db: DeviceDb,
  selfId: string,
  fence: number,
  page: SnapshotPage,
  generation: string,
  position: Position,
): PromiseLike<void> {
  return db.transaction(
    'rw',
    [db.meta, db.sessions, db.users, db.outbox, db.orphans, ...ENTRY_TABLES(db)],
    async () => {
      await checkFence(db, fence);
      const isOther = isNewLife(await readPosition(db), position);
      // Once, with the first page: what the user does after it is of this life.
      if (isOther && !(await hasBegun(db, generation))) await restartOutbox(db);
      const isKnown = (row: SessionRow) => row.epoch === page.epoch && (!isOther || row.generation === generation);
      const stored = await db.sessions.bulkGet(page.sessions.map((view) => view.sessionId));
      const rows: SessionRow[] = [];
      for (const [index, view] of page.sessions.entries()) {
        const row = stored[index];
        const known = row && isKnown(row) ? row : null;
        const record: SessionRow = { ...foldView(known, view), epoch: page.epoch, generation };
        if (row && known === null) await forgetLife(db, selfId, view.sessionId);
        else if (known !== null && known.held !== record.held) await forgetUnheld(db, known, record);
        rows.push(record);
      }
      await db.sessions.bulkPut(rows);
      await clearSettled(db, selfId, new Map(rows.map((row) => [row.sessionId, row])), []);
      if (page.users.length > 0) await db.users.bulkPut([...page.users]);
      if (page.next !== null) return;
      await dropUnnamed(db, selfId, generation, (row) => !isKnown(row));
      await writePosition(db, position);
      await writeSyncDigest(db, { epoch: position.epoch, base: position.checkpoint, digest: NO_DIGEST });
    },
  );
}

/** True when a page of this snapshot is in place. */
async function hasBegun(db: DeviceDb, generation: string): Promise<boolean> {
  return (await db.sessions.filter((row) => row.generation === generation).first()) !== undefined;
}

/** Entries outside of what may be seen now. */
async function forgetUnheld(db: DeviceDb, before: SessionRow, after: SessionRow): Promise<void> {
  const { sessionId, held } = after;
  await forgetHidden(db, before, after);
  const [first, last] = [held[0], held.at(-1)];
  await deleteEntries(db, sessionId, 0, first === undefined ? Number.MAX_SAFE_INTEGER : first.from - 1);
  if (last !== undefined) await deleteEntries(db, sessionId, last.to + 1, Number.MAX_SAFE_INTEGER);
}

/** Entries of another life of the numbering. The user's own among them are to be asked for. */
async function forgetLife(db: DeviceDb, selfId: string, sessionId: string): Promise<void> {
  const entries = entriesBetween(db, sessionId, 0, Number.MAX_SAFE_INTEGER);
  const states = new Map(
    (await statesBetween(db, sessionId, 0, Number.MAX_SAFE_INTEGER).toArray()).map((row) => [row.seq, toState(row)]),
  );
  const orphans = orphansIn(await entries.toArray(), selfId, ({ seq }) => states.get(seq));
  // What is still in the outbox goes again by itself.
  const waiting = await db.outbox.where('sessionId').equals(sessionId).toArray();
  const goAgain = new Set(waiting.map(({ clientId }) => clientId));
  await db.orphans.bulkPut(orphans.filter(({ clientId }) => !goAgain.has(clientId)));
  await deleteEntries(db, sessionId, 0, Number.MAX_SAFE_INTEGER);
  await forgetOwn(db, selfId, sessionId);
}

async function dropUnnamed(
  db: DeviceDb,
  selfId: string,
  generation: string,
  isOfOtherLife: (row: SessionRow) => boolean,
): Promise<void> {
  const unnamed = await db.sessions.filter((row) => row.generation !== generation).toArray();
  for (const row of unnamed) {
    if (isOfOtherLife(row)) await forgetLife(db, selfId, row.sessionId);
    else await deleteEntries(db, row.sessionId, 0, Number.MAX_SAFE_INTEGER);
  }
  await db.sessions.bulkDelete(unnamed.map((row) => row.sessionId));
}

/**
 * Adds a roaming page to what is held, as far as this user may see it.
 * @throws FencedError
 */
export function fillPage(db: DeviceDb, fence: number, page: HistoryPage): PromiseLike<void> {
  return db.transaction('rw', [db.meta, db.sessions, db.users, ...ENTRY_TABLES(db)], async () => {
    await checkFence(db, fence);
    const row = await db.sessions.get(page.sessionId);
    // A session that was dropped meanwhile, or an answer from another life of the numbering.
    if (!row || row.epoch !== page.epoch) return;
    const record = { ...row, ...foldHistory(row, page) };
    const entries = page.entries.filter((entry) => holds(record.held, { from: entry.seq, to: entry.seq }));
    await putEntries(db, () => record.visibleFrom, entries, page.changes);
    await db.sessions.put(await previewed(db, record));
    if (page.users.length > 0) await db.users.bulkPut([...page.users]);
  });
}
