import {
  type Entry,
  GapError,
  type Position,
  type SessionRecord,
  type SyncFrame,
  type SyncItem,
  frameNeeds,
  holds,
  newItems,
  planFrame,
} from '@tidemark/timeline';
import { checkFence, readPosition, writePosition } from './meta.ts';
import { addSyncItems } from './audit.ts';
import { clearSettled } from './outbox-table.ts';
import { putSets } from './own.ts';
import { ENTRY_TABLES, deleteEntries, putEntries } from './put-entries.ts';
import { type DeviceDb, type SessionRow, entriesBetween, hideChanges } from './schema.ts';

/**
 * Applies a frame: entries, session records, outbox and checkpoint in one transaction (SPEC DV-2). Bounded by the
 * frame, which is a page.
 * @throws FencedError, GapError
 */
export function applyFrame(db: DeviceDb, selfId: string, fence: number, frame: SyncFrame): PromiseLike<Position> {
  return db.transaction('rw', [db.meta, db.sessions, db.users, db.outbox, ...ENTRY_TABLES(db)], async () => {
    await checkFence(db, fence);
    const position = await readPosition(db);
    if (position === null || position.epoch !== frame.epoch || frame.from > position.checkpoint + 1) {
      throw new GapError(`frame ${frame.from}..${frame.to} does not continue ${JSON.stringify(position)}`);
    }
    if (frame.to <= position.checkpoint) return position;
    const items = newItems(frame, position.checkpoint);
    await applyItems(db, selfId, frame.epoch, items);
    await addSyncItems(db, position, items);
    if (frame.users.length > 0) await db.users.bulkPut([...frame.users]);
    return writePosition(db, { epoch: frame.epoch, checkpoint: frame.to });
  });
}

async function applyItems(db: DeviceDb, selfId: string, epoch: string, items: readonly SyncItem[]): Promise<void> {
  if (items.length === 0) return;
  const { sessionIds, heldAfter } = frameNeeds(items);
  const rows = (await db.sessions.bulkGet([...sessionIds])).filter((row) => row !== undefined);
  const known = new Map(rows.map((row) => [row.sessionId, row]));
  const held = new Map<string, readonly Entry[]>();
  for (const [id, after] of heldAfter) {
    // Above `unreadAt` nothing is counted yet, so there is nothing to count again.
    const to = known.get(id)?.unreadAt ?? 0;
    if (after < to) held.set(id, await entriesBetween(db, id, after + 1, to).toArray());
  }

  const plan = planFrame(items, known, held, selfId);
  for (const [id, record] of plan.records) await forgetHidden(db, known.get(id), record);
  await db.sessions.bulkPut([...plan.records.values()].map((record) => toRow(record, epoch, known)));
  await putSets(db, plan.entries);
  await putEntries(
    db,
    (sessionId) => plan.records.get(sessionId)?.visibleFrom ?? 1,
    plan.entries.filter(({ sessionId, seq }) => {
      return holds(plan.records.get(sessionId)?.held ?? [], { from: seq, to: seq });
    }),
  );
  await clearSettled(db, selfId, plan.records, plan.entries);
}

/** What was held goes where it can be seen no more, and what its changes said: one has joined again, or it has expired. */
export async function forgetHidden(
  db: DeviceDb,
  before: SessionRecord | undefined,
  after: SessionRecord,
): Promise<void> {
  if (before === undefined || before.visibleFrom >= after.visibleFrom) return;
  await deleteEntries(db, after.sessionId, 0, after.visibleFrom - 1);
  await hideChanges(db.entries, after.sessionId, after.visibleFrom);
}

function toRow(record: SessionRecord, epoch: string, known: ReadonlyMap<string, SessionRow>): SessionRow {
  return { ...record, epoch, generation: known.get(record.sessionId)?.generation ?? null };
}
