import { failure } from '@tidemark/protocol';
import type { Handler } from '../deps.ts';

/** An acknowledgement of another life of the numbering is of no use, and no fault: the device learns of it by a pull. */
export const onSyncAck: Handler<'sync:ack'> = async (deps, { who }, { epoch, checkpoint }) => {
  const { userId, deviceId } = who;
  const ack = await deps.store.ackSync({ userId, deviceId, epoch, checkpoint });
  if (ack.outcome === 'device-revoked' || ack.outcome === 'device-unknown') return failure(ack.outcome);
  if (ack.outcome === 'moved') {
    const receipts = ack.delivered.map(({ sessionId, seq }) => ({ sessionId, userId, readSeq: 0, deliveredSeq: seq }));
    deps.receipts.moved(receipts);
  }
  return { ok: true };
};
