import { failure } from '@tidemark/protocol';
import { endDevice } from '../../identity/devices.ts';
import type { Handler } from '../deps.ts';

export const onDeviceRevoke: Handler<'device:revoke'> = async (deps, { who }, { deviceId }) => {
  const outcome = await endDevice(deps, who.userId, deviceId);
  return outcome === 'done' ? { ok: true } : failure(outcome);
};
