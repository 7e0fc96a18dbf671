import { FencedError, type Position } from '@tidemark/timeline';
import type { DeviceDb } from './schema.ts';

/** Takes the next fencing number: writes under lower ones fail from now on, in whichever tab. */
export function takeFence(db: DeviceDb): PromiseLike<number> {
  return db.transaction('rw', db.meta, async () => {
    const fence = (await readFence(db)) + 1;
    await db.meta.put({ key: 'fence', value: fence });
    return fence;
  });
}

/**
 * Part of every write of the leader. The transaction includes `meta` for writing, so it does not overlap with the one
 * that takes a new number.
 * @throws FencedError
 */
export async function checkFence(db: DeviceDb, fence: number): Promise<void> {
  const newest = await readFence(db);
  if (fence < newest) throw new FencedError(`fencing number ${fence} is older than ${newest}`);
}

export async function readPosition(db: DeviceDb): Promise<Position | null> {
  const row = await db.meta.get('position');
  return (row?.value as Position | undefined) ?? null;
}

export async function writePosition(db: DeviceDb, position: Position): Promise<Position> {
  await db.meta.put({ key: 'position', value: position });
  return position;
}

async function readFence(db: DeviceDb): Promise<number> {
  const row = await db.meta.get('fence');
  return typeof row?.value === 'number' ? row.value : 0;
}
