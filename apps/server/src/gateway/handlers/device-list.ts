import type { DeviceName } from '../../rights/standing.ts';
import type { Handler } from '../deps.ts';

export const onDeviceList: Handler<'device:list'> = async (deps, { who }) => {
  const isOnline = (device: DeviceName) =>
    deps.online.get(device.userId, device.deviceId) !== undefined || deps.elsewhere.has(device);
  const devices = await deps.store.devices(who.userId);
  return {
    ok: true,
    devices: devices.map(({ deviceId, name, createdAt, lastSeenAt, status, head, floor, acked }) => ({
      deviceId,
      name,
      createdAt,
      lastSeenAt,
      online: isOnline({ userId: who.userId, deviceId }),
      current: deviceId === who.deviceId,
      dormant: status === 'dormant',
      head,
      floor,
      acked,
    })),
  };
};
