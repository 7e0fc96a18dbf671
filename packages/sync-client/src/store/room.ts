import { clipRanges } from '@tidemark/timeline';
import { ENTRY_TABLES, evictEntries } from './put-entries.ts';
import type { DeviceDb } from './schema.ts';

/** How many of its newest entries a session keeps, the first time room is needed and the second. */
const KEPT: readonly number[] = [200, 20];

/**
 * Drops old history, which can be fetched again, to make room for what cannot: the outbox and the checkpoint. The
 * dropped ranges become gaps in the same transaction.
 * @param round from 1 on; later rounds leave less
 * @returns false when there was nothing left to drop
 */
export async function makeRoom(db: DeviceDb, round: number): Promise<boolean> {
  const kept = KEPT[round - 1];
  if (kept === undefined) return false;
  let dropped = 0;
  try {
    for (const sessionId of await db.sessions.toCollection().primaryKeys()) {
      dropped += await dropBelow(db, sessionId, kept);
    }
  } catch {
    // A disk that is full to the brim may refuse even that; what went is gone.
    return dropped > 0;
  }
  return dropped > 0 || makeRoom(db, round + 1);
}

/** One session at a time, so that a transaction stays small. */
function dropBelow(db: DeviceDb, sessionId: string, kept: number): PromiseLike<number> {
  return db.transaction('rw', [db.sessions, ...ENTRY_TABLES(db)], async () => {
    const row = await db.sessions.get(sessionId);
    const cut = row ? row.head - kept : 0;
    if (!row || cut < 1) return 0;
    const dropped = await evictEntries(db, sessionId, { from: 0, to: cut });
    if (dropped === 0) return 0;
    const rest = { from: cut + 1, to: Number.MAX_SAFE_INTEGER };
    await db.sessions.put({ ...row, held: clipRanges(row.held, rest) });
    return dropped;
  });
}
