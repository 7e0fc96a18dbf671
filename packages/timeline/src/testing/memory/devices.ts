import type { SeqId } from '../../seq.ts';
import type { DeviceOutcome, DeviceRecord, NewDevice } from '../../timeline-store.ts';
import { deviceKey } from './state.ts';
import type { DeviceState, State } from './state.ts';

/** The registry of devices (SPEC FO-4, FO-5). */

export function registerDevice(state: State, device: NewDevice): DeviceOutcome {
  const key = deviceKey(device.userId, device.deviceId);
  const known = state.devices.get(key);
  if (known?.record.status === 'revoked') return { outcome: 'device-revoked' };
  const { userId, deviceId, loginId, name, at } = device;
  if (known) {
    wake(known);
    known.record = { ...known.record, loginId, name, lastSeenAt: Math.max(known.record.lastSeenAt, at) };
    return { outcome: 'done', device: known.record };
  }
  const record: DeviceRecord = {
    userId,
    deviceId,
    loginId,
    name,
    status: 'active',
    createdAt: at,
    lastSeenAt: at,
    head: 0,
    floor: 1,
  };
  state.devices.set(key, { record, items: new Map() });
  return { outcome: 'done', device: record };
}

export function revokeDevice(state: State, userId: string, deviceId: string): DeviceOutcome {
  const device = state.devices.get(deviceKey(userId, deviceId));
  if (!device) return { outcome: 'device-unknown' };
  if (device.record.status !== 'revoked') end(device, 'revoked');
  return { outcome: 'done', device: device.record };
}

export function touchDevice(state: State, userId: string, deviceId: string, at: number): void {
  const device = state.devices.get(deviceKey(userId, deviceId));
  if (!device || device.record.status === 'revoked') return;
  wake(device);
  device.record = { ...device.record, lastSeenAt: Math.max(device.record.lastSeenAt, at) };
}

/** Lets a device go dormant, as retention does with one that was not seen for a lifetime (SPEC RT-6). */
export function sleep(state: State, userId: string, deviceId: string): void {
  const device = state.devices.get(deviceKey(userId, deviceId));
  if (device?.record.status === 'active') end(device, 'dormant');
}

/** Is told again of what happens from now on. What it had not applied is gone: its checkpoint lies below the floor. */
export function wake(device: DeviceState): void {
  if (device.record.status === 'dormant') device.record = { ...device.record, status: 'active' };
}

/** Puts a mark at the next SeqId, with the floor above it (SPEC RT-6, RT-7). */
function end(device: DeviceState, status: 'dormant' | 'revoked'): void {
  const mark = device.record.head + 1;
  device.items.clear();
  device.record = { ...device.record, status, head: mark, floor: mark + 1 };
}

/** Takes away what lies below `floor`, as retention does. A floor never falls, nor rises past head + 1. */
export function purgeSync(state: State, userId: string, deviceId: string, floor: SeqId): void {
  const device = state.devices.get(deviceKey(userId, deviceId));
  if (!device) return;
  const raised = Math.min(Math.max(device.record.floor, floor), device.record.head + 1);
  for (let seq = device.record.floor; seq < raised; seq += 1) device.items.delete(seq);
  device.record = { ...device.record, floor: raised };
}
