import {
  type Follow,
  type FollowAnswer,
  type Missed,
  type SessionFrame,
  type SessionFrameResult,
  foldMoved,
  foldSessionFrame,
  followOf,
  holds,
  missedBetween,
} from '@tidemark/timeline';
import { forgetHidden } from './apply-frame.ts';
import { checkFence } from './meta.ts';
import { clearSettled } from './outbox-table.ts';
import { ENTRY_TABLES, putEntries } from './put-entries.ts';
import { type DeviceDb, entriesBetween } from './schema.ts';

/** Sessions in pull mode: only their rows have a checkpoint, so the index names just them. */
export async function readFollows(db: DeviceDb): Promise<readonly Follow[]> {
  const rows = await db.sessions.where('checkpoint').aboveOrEqual(0).toArray();
  return rows.flatMap((row) => followOf(row) ?? []);
}

/**
 * Puts the answer of `sync:follow` in place, in one transaction.
 * @throws FencedError
 */
export function catchUpSessions(
  db: DeviceDb,
  selfId: string,
  fence: number,
  answer: FollowAnswer,
): PromiseLike<readonly Missed[]> {
  return db.transaction('rw', [db.meta, db.sessions, db.users, db.outbox, ...ENTRY_TABLES(db)], async () => {
    await checkFence(db, fence);
    const missed: Missed[] = [];
    for (const view of answer.moved) {
      const row = await db.sessions.get(view.sessionId);
      if (!row || row.epoch !== answer.epoch) continue;
      const held = await entriesBetween(db, view.sessionId, view.head + 1, Number.MAX_SAFE_INTEGER).toArray();
      const after = { ...row, ...foldMoved(row, view, held, selfId) };
      await forgetHidden(db, row, after);
      await db.sessions.put(after);
      await clearSettled(db, selfId, new Map([[view.sessionId, after]]), []);
      const gaps = missedBetween(row, after);
      if (gaps.length > 0) missed.push({ sessionId: view.sessionId, gaps });
    }
    if (answer.users.length > 0) await db.users.bulkPut([...answer.users]);
    return missed;
  });
}

/**
 * Applies a frame of a session in pull mode and moves the session's checkpoint, in one transaction.
 * @throws FencedError
 */
export function applySessionFrame(
  db: DeviceDb,
  selfId: string,
  fence: number,
  frame: SessionFrame,
): PromiseLike<SessionFrameResult> {
  return db.transaction('rw', [db.meta, db.sessions, db.users, db.outbox, ...ENTRY_TABLES(db)], async () => {
    await checkFence(db, fence);
    const row = await db.sessions.get(frame.sessionId);
    if (!row || row.epoch !== frame.epoch) return 'applied';
    const { record, result } = foldSessionFrame(row, frame, selfId);
    if (record === row) return result;
    await forgetHidden(db, row, record);
    await db.sessions.put({ ...row, ...record });
    await putEntries(
      db,
      () => record.visibleFrom,
      frame.entries.filter(({ seq }) => holds(record.held, { from: seq, to: seq })),
    );
    if (frame.users.length > 0) await db.users.bulkPut([...frame.users]);
    await clearSettled(db, selfId, new Map([[frame.sessionId, record]]), frame.entries);
    return result;
  });
}
