import { failure } from '@tidemark/protocol';
import type { Handler } from '../deps.ts';

/** An acknowledgement of another life of the numbering is of no use, and no fault: the device learns of it by a pull. */
export const onSyncAck: Handler<'sync:ack'> = async (deps, { who }, { epoch, checkpoint }) => {
  const { userId, deviceId } = who;
  const { outcome } = await deps.store.ackSync({ userId, deviceId, epoch, checkpoint });
  return outcome === 'device-revoked' || outcome === 'device-unknown' ? failure(outcome) : { ok: true };
};
