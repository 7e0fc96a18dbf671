import type { Handler } from '../deps.ts';

export const onDeviceList: Handler<'device:list'> = async (deps, { who }) => {
  const devices = await deps.store.devices(who.userId);
  return {
    ok: true,
    devices: devices.map(({ deviceId, name, createdAt, lastSeenAt }) => ({
      deviceId,
      name,
      createdAt,
      lastSeenAt,
      online: deps.online.get(who.userId, deviceId) !== undefined,
      current: deviceId === who.deviceId,
    })),
  };
};
