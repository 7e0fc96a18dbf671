import { MAX_ACKED, parseSeqId } from '@tidemark/timeline';
import type { AckOutcome, AckRequest } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { moveAcked, readAcked } from './sql/ack-sync.ts';

/**
 * Notes what a device says it has applied. One read, and one statement more when it has moved, which is a transaction
 * of its own: nothing is waited for, and an acknowledgement that is lost is made up for by the next.
 */
export async function ackSync(pool: Pool, request: AckRequest, at: number): Promise<AckOutcome> {
  const { userId, deviceId, epoch, checkpoint } = request;
  const [row] = await readAcked.run(pool, [userId, deviceId]);
  if (!row) return { outcome: 'device-unknown' };
  if (row.status === 'revoked') return { outcome: 'device-revoked' };
  if (row.epoch !== epoch || checkpoint > parseSeqId(row.head_seq)) return { outcome: 'other-epoch' };
  const acked = row.acked_seq === null ? null : parseSeqId(row.acked_seq);
  if (acked !== null && checkpoint <= acked) return { outcome: 'unmoved' };
  const from = acked ?? 0;
  const after = Math.max(from, checkpoint - MAX_ACKED);
  const moved = await moveAcked.run(pool, [userId, deviceId, epoch, checkpoint, after, Math.trunc(at)]);
  const delivered = moved.map((got) => ({ sessionId: got.session_id, seq: parseSeqId(got.delivered_seq) }));
  return { outcome: 'moved', from, to: checkpoint, delivered };
}
