import { FencedError, type Position } from '@tidemark/timeline';
import { StoreGoneError } from './errors.ts';
import type { DeviceDb, MetaRow } from './schema.ts';

/**
 * Takes the next fencing number: writes under lower ones fail from now on, in whichever tab.
 * @throws StoreGoneError after the store was wiped
 */
export function takeFence(db: DeviceDb): PromiseLike<number> {
  return db.transaction('rw', db.meta, async () => {
    const [newest, wiped] = await db.meta.bulkGet(['fence', 'wiped']);
    if (wiped) throw new StoreGoneError('the store was wiped');
    const fence = fenceOf(newest) + 1;
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
  const [newest, wiped] = await db.meta.bulkGet(['fence', 'wiped']);
  if (wiped) throw new FencedError('the store was wiped');
  if (fence < fenceOf(newest)) throw new FencedError(`fencing number ${fence} is older than ${fenceOf(newest)}`);
}

/** True when no newer number was taken; for writes that are left out rather than refused. */
export async function isNewest(db: DeviceDb, fence: number): Promise<boolean> {
  const [newest, wiped] = await db.meta.bulkGet(['fence', 'wiped']);
  return !wiped && fence >= fenceOf(newest);
}

export async function readPosition(db: DeviceDb): Promise<Position | null> {
  const row = await db.meta.get('position');
  return (row?.value as Position | undefined) ?? null;
}

export async function writePosition(db: DeviceDb, position: Position): Promise<Position> {
  await db.meta.put({ key: 'position', value: position });
  return position;
}

/** Takes everything away and leaves a mark by which a tab that does not know yet finds its writes refused. */
export function emptyForGood(db: DeviceDb): PromiseLike<void> {
  return db.transaction('rw', db.tables, async () => {
    await Promise.all(db.tables.map((table) => table.clear()));
    await db.meta.put({ key: 'wiped', value: true });
  });
}

function fenceOf(row: MetaRow | undefined): number {
  return typeof row?.value === 'number' ? row.value : 0;
}
