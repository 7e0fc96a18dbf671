import type { DeviceOutcome, DeviceRecord, NewDevice } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { storable, toDevice } from './rows.ts';
import { listDevices, readDevice, revokeDevice, touchDevice, upsertDevice } from './sql/devices.ts';
import { awaitWriters } from './transaction.ts';

/**
 * Registers a device. A write that began before may not see it, and so would leave it out of its fan-out; it is waited
 * for, so that the snapshot which the device takes next holds what that write has stored.
 */
export async function register(pool: Pool, device: NewDevice): Promise<DeviceOutcome> {
  const { userId, deviceId, loginId, name, at } = device;
  const [row] = await upsertDevice.run(pool, [userId, deviceId, loginId, storable(name), at]);
  if (!row) return { outcome: 'device-revoked' };
  if (row.head_seq === '0') await awaitWriters(pool);
  return { outcome: 'done', device: toDevice(row) };
}

export async function find(pool: Pool, userId: string, deviceId: string): Promise<DeviceRecord | null> {
  const [row] = await readDevice.run(pool, [userId, deviceId]);
  return row ? toDevice(row) : null;
}

export async function list(pool: Pool, userId: string): Promise<readonly DeviceRecord[]> {
  return (await listDevices.run(pool, [userId])).map(toDevice);
}

export async function touch(pool: Pool, userId: string, deviceId: string, at: number): Promise<void> {
  await touchDevice.run(pool, [userId, deviceId, at]);
}

export async function revoke(pool: Pool, userId: string, deviceId: string, at: number): Promise<DeviceOutcome> {
  const [row] = await revokeDevice.run(pool, [userId, deviceId, at]);
  return row ? { outcome: 'done', device: toDevice(row) } : { outcome: 'device-unknown' };
}
