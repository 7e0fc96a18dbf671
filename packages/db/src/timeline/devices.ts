import type { DeviceOutcome, DeviceRecord, NewDevice } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { storable, toDevice } from './rows.ts';
import {
  beginWaking,
  endWaking,
  listDevices,
  readDevice,
  revokeDevice,
  touchDevice,
  upsertDevice,
} from './sql/devices.ts';
import type { StoredStatus } from './sql/devices.ts';
import { deleteSyncSlice } from './sql/read-sync-range.ts';
import { awaitWriters } from './transaction.ts';

/** Rows that one statement takes away. */
const SLICE = 1000;

/**
 * Registers a device. A write that began before may not see it, and so would leave it out of its fan-out; it is waited
 * for, so that the snapshot which the device takes next holds what that write has stored.
 */
export async function register(pool: Pool, device: NewDevice): Promise<DeviceOutcome> {
  const { userId, deviceId, loginId, name, at } = device;
  const [row] = await upsertDevice.run(pool, [userId, deviceId, loginId, storable(name), at]);
  if (!row) return { outcome: 'device-revoked' };
  if (row.head_seq === '0') await awaitWriters(pool);
  if (!sleeps(row.status)) return { outcome: 'done', device: toDevice(row) };
  await wake(pool, userId, deviceId);
  const awake = await find(pool, userId, deviceId);
  return awake ? { outcome: 'done', device: awake } : { outcome: 'device-unknown' };
}

export async function find(pool: Pool, userId: string, deviceId: string): Promise<DeviceRecord | null> {
  const [row] = await readDevice.run(pool, [userId, deviceId]);
  return row ? toDevice(row) : null;
}

export async function list(pool: Pool, userId: string): Promise<readonly DeviceRecord[]> {
  return (await listDevices.run(pool, [userId])).map(toDevice);
}

export async function touch(pool: Pool, userId: string, deviceId: string, at: number): Promise<void> {
  const [row] = await touchDevice.run(pool, [userId, deviceId, at]);
  if (row && sleeps(row.status)) await wake(pool, userId, deviceId);
}

/** True for a device that must be woken before it is served. */
export function sleeps(status: StoredStatus): boolean {
  return status === 'dormant' || status === 'waking';
}

/**
 * Wakes a dormant device (SPEC RT-6). A write that began while it slept leaves it out of its fan-out; it is waited
 * for, so that the snapshot which the device takes next holds what that write has stored. Until then the device is
 * `waking`, so that nobody else takes it for served; who finds it so goes the same way to the end.
 */
export async function wake(pool: Pool, userId: string, deviceId: string): Promise<void> {
  await beginWaking.run(pool, [userId, deviceId]);
  await awaitWriters(pool);
  await endWaking.run(pool, [userId, deviceId]);
}

/** Ends a device with a mark (SPEC RT-7). What it held goes in slices: no statement is long, and all are repeatable. */
export async function revoke(pool: Pool, userId: string, deviceId: string, at: number): Promise<DeviceOutcome> {
  const [row] = await revokeDevice.run(pool, [userId, deviceId, at]);
  if (!row) return { outcome: 'device-unknown' };
  while ((await deleteSyncSlice.run(pool, [userId, deviceId, SLICE])).length === 1);
  return { outcome: 'done', device: toDevice(row) };
}
