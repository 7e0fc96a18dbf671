import type { DeviceDb, MetaRow } from './schema.ts';

/** How much a device keeps unless its user says otherwise, in bytes. */
export const DEFAULT_CAP = 200_000_000;

export async function readCap(db: DeviceDb): Promise<number> {
  const cap = (await db.meta.get('cap'))?.value;
  return typeof cap === 'number' ? cap : DEFAULT_CAP;
}

export async function writeCap(db: DeviceDb, bytes: number): Promise<void> {
  await db.meta.put({ key: 'cap', value: bytes });
}

/** Any tab: a session was read on this device. */
export async function noteSeen(db: DeviceDb, sessionId: string, at: number): Promise<void> {
  await db.meta.put({ key: `seen:${sessionId}`, value: at });
}

/** When each session was last read on this device, in ms. */
export async function readSeen(db: DeviceDb): Promise<ReadonlyMap<string, number>> {
  const rows: readonly MetaRow[] = await db.meta.where('key').startsWith('seen:').toArray();
  return new Map(rows.map(({ key, value }) => [key.slice('seen:'.length), typeof value === 'number' ? value : 0]));
}
