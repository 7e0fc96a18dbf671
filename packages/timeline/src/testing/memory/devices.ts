import type { SeqId } from '../../seq.ts';
import { MAX_ACKED } from '../../timeline-store.ts';
import type {
  AckOutcome,
  AckRequest,
  Delivered,
  DeviceOutcome,
  DeviceRecord,
  NewDevice,
} from '../../timeline-store.ts';
import { deviceKey, markerKey } from './state.ts';
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
    acked: null,
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

/** Notes what a device says it has applied (SPEC CP-8), and what its user's devices have got by it (SPEC CP-9). */
export function ackSync(state: State, request: AckRequest, at: number): AckOutcome {
  const { userId, deviceId, epoch, checkpoint } = request;
  const device = state.devices.get(deviceKey(userId, deviceId));
  if (!device) return { outcome: 'device-unknown' };
  const { status, head, acked } = device.record;
  if (status === 'revoked') return { outcome: 'device-revoked' };
  if (epoch !== state.epoch || checkpoint > head) return { outcome: 'other-epoch' };
  if (acked && checkpoint <= acked.seq) return { outcome: 'unmoved' };
  device.record = { ...device.record, acked: { seq: checkpoint, at } };
  const from = acked?.seq ?? 0;
  return { outcome: 'moved', from, to: checkpoint, delivered: deliver(state, device, from, checkpoint) };
}

function deliver(state: State, { record, items }: DeviceState, from: SeqId, to: SeqId): readonly Delivered[] {
  const highest = new Map<string, SeqId>();
  for (let seq = Math.max(from, to - MAX_ACKED) + 1; seq <= to; seq += 1) {
    const item = items.get(seq);
    if (item?.kind === 'entry') highest.set(item.sessionId, Math.max(item.seq, highest.get(item.sessionId) ?? 0));
  }
  const moved = [...highest].filter(
    ([sessionId, seq]) => seq > (state.delivered.get(markerKey(record.userId, sessionId)) ?? 0),
  );
  for (const [sessionId, seq] of moved) state.delivered.set(markerKey(record.userId, sessionId), seq);
  return moved.map(([sessionId, seq]) => ({ sessionId, seq })).sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
}
