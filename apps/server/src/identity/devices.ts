import type { TimelineStore } from '@tidemark/timeline';
import type { Endings } from '../rights/endings.ts';
import type { Logins } from './logins.ts';

export type DeviceDeps = {
  readonly store: Pick<TimelineStore, 'device' | 'devices' | 'revokeDevice'>;
  readonly logins: Pick<Logins, 'end'>;
  readonly endings: Endings;
};

/**
 * Ends a device for good: its sync timeline, its socket, its login. Safe to repeat. What the device has asked for
 * already, this very request perhaps, is still acknowledged before its socket closes.
 */
export async function endDevice(
  deps: DeviceDeps,
  userId: string,
  deviceId: string,
): Promise<'done' | 'device-unknown'> {
  const before = await deps.store.device(userId, deviceId);
  if (!before) return 'device-unknown';
  await deps.store.revokeDevice(userId, deviceId);
  const close = deps.endings.deviceRevoked(userId, deviceId);
  try {
    if (before.loginId) await endLoginIfUnused(deps, userId, before.loginId);
  } finally {
    setImmediate(close);
  }
  return 'done';
}

/** Ends a login that no active device is bound to any more. */
export async function endLoginIfUnused(
  deps: Pick<DeviceDeps, 'store' | 'logins'>,
  userId: string,
  loginId: string,
): Promise<void> {
  const devices = await deps.store.devices(userId);
  if (!devices.some((device) => device.loginId === loginId)) await deps.logins.end(loginId);
}
