import { lostItem } from '@tidemark/timeline';
import { checkFence } from './meta.ts';
import type { DeviceDb } from './schema.ts';

/**
 * The server's word on own messages of an earlier life of the numbering: what it has lost goes into the outbox, marked
 * so (SPEC OB-8).
 * @throws FencedError
 */
export function settleOrphans(
  db: DeviceDb,
  fence: number,
  { stored, lost }: { readonly stored: readonly string[]; readonly lost: readonly string[] },
): PromiseLike<void> {
  return db.transaction('rw', [db.meta, db.orphans, db.outbox], async () => {
    await checkFence(db, fence);
    for (const clientId of lost) {
      const orphan = await db.orphans.get(clientId);
      const waits = await db.outbox.where('clientId').equals(clientId).count();
      if (orphan && waits === 0) await db.outbox.add(lostItem(orphan));
    }
    await db.orphans.bulkDelete([...stored, ...lost]);
  });
}
