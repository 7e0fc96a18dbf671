import type { KnownDays } from '@tidemark/timeline';
import { checkFence } from './meta.ts';
import type { DeviceDb } from './schema.ts';

/** What is known of the days of a session; of one zone only, since a device is in one place at a time. */
export async function readDays(db: DeviceDb, sessionId: string): Promise<KnownDays | null> {
  const row = await db.meta.get(`days:${sessionId}`);
  return (row?.value as KnownDays | undefined) ?? null;
}

/** @throws FencedError */
export function putDays(db: DeviceDb, fence: number, days: KnownDays): PromiseLike<void> {
  return db.transaction('rw', db.meta, async () => {
    await checkFence(db, fence);
    await db.meta.put({ key: `days:${days.sessionId}`, value: days });
  });
}
