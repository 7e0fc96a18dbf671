import { MAX_AUDIT_SYNC, parseSeqId, referenceHash, toDigest } from '@tidemark/timeline';
import type { AuditSyncRequest, SyncAuditOutcome } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { SYNC_KIND } from './fan-out.ts';
import type { DeviceRefusal } from './pull.ts';
import { readPosition } from './sql/devices.ts';
import { hasExpired } from './sql/expire.ts';
import { readLowestKept, readSyncRange } from './sql/read-sync-range.ts';

/** Compares what a device was told with what its sync timeline says. The bounds are read first, as for a pull. */
export async function auditSync(
  pool: Pool,
  request: AuditSyncRequest,
): Promise<DeviceRefusal | { readonly outcome: SyncAuditOutcome }> {
  const { userId, deviceId, base, checkpoint } = request;
  const [position] = await readPosition.run(pool, [userId, deviceId]);
  if (!position) return { outcome: 'device-unknown' };
  if (position.status === 'revoked') return { outcome: 'device-revoked' };
  if (request.epoch !== position.epoch || checkpoint > parseSeqId(position.head_seq)) return { outcome: 'other-epoch' };
  if (base < parseSeqId(position.floor_seq) - 1) return { outcome: 'below-floor' };
  if (checkpoint - base > MAX_AUDIT_SYNC) return { outcome: 'too-far' };
  const rows = await readSyncRange.run(pool, [userId, deviceId, base + 1, checkpoint]);
  const sum = rows.reduce((all, { kind, seq, session_id: sessionId, entry_seq: entrySeq }) => {
    if (kind !== SYNC_KIND.entry) return all;
    return all + referenceHash(parseSeqId(seq), { sessionId, seq: parseSeqId(entrySeq) });
  }, 0n);
  if (toDigest(sum) === request.digest) return { outcome: 'same' };
  if (await isPurged(pool, request)) return { outcome: 'below-floor' };
  // Whether the device was told of what has expired since, nobody knows (SPEC RT-14).
  const told = rows.filter(({ kind }) => kind === SYNC_KIND.entry);
  const [gone] = await hasExpired.run(pool, [told.map((row) => row.session_id), told.map((row) => row.entry_seq)]);
  return { outcome: gone?.expired ? 'below-floor' : 'different' };
}

/**
 * True when retention has taken what comes after `base`: it is not the device that lacks something. Its row knows only
 * the floor that a reader has found before, so the timeline itself is asked.
 */
async function isPurged(pool: Pool, { userId, deviceId, base }: AuditSyncRequest): Promise<boolean> {
  const [lowest] = await readLowestKept.run(pool, [userId, deviceId]);
  if (!lowest || parseSeqId(lowest.seq) > base + 1) return true;
  const [now] = await readPosition.run(pool, [userId, deviceId]);
  return now !== undefined && base < parseSeqId(now.floor_seq) - 1;
}
