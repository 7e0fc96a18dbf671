import { type Entry, type OwnValue, isSet, joinSets, privateSessionOf } from '@tidemark/timeline';
import type { DeviceDb } from './schema.ts';

/** Folds the sets among entries into the own data (SPEC OD-5). Part of the caller's transaction. */
export async function putSets(db: DeviceDb, entries: readonly Entry[]): Promise<void> {
  const sets = entries.filter(isSet);
  if (sets.length === 0) return;
  const known = await db.own.bulkGet([...new Set(sets.map(({ body }) => body.key))]);
  const values = joinSets(
    sets,
    known.filter((value) => value !== undefined),
  );
  await db.own.bulkPut([...values]);
}

export function readOwn(db: DeviceDb, prefix: string): PromiseLike<readonly OwnValue[]> {
  return db.own.where('key').startsWith(prefix).toArray();
}

/** Own data of another life of the numbering, whose SeqIds mean nothing any more: what is in force is asked for. */
export async function forgetOwn(db: DeviceDb, selfId: string, sessionId: string): Promise<void> {
  if (sessionId === privateSessionOf(selfId)) await db.own.clear();
}
