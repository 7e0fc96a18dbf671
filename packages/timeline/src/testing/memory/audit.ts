import { MAX_AUDIT_SYNC, digestOf, referenceHash, toDigest } from '../../digest.ts';
import { clipRanges } from '../../ranges.ts';
import { asRead } from '../../reading.ts';
import type { AuditSyncRequest, Digests, DigestsRequest, Refused, SyncAuditOutcome } from '../../timeline-store.ts';
import type { State } from './state.ts';
import { isGone, seenUpTo, servedDevice, staysReadBy, visibleTo } from './sync-reads.ts';
import type { DeviceRefusal } from './sync-reads.ts';

/** The digests of what a user may see of stretches of a session (SPEC AU-3). */
export function digests(state: State, request: DigestsRequest): Digests | Refused {
  const session = state.sessions.get(request.sessionId);
  if (!session || seenUpTo(session, request.userId) === null) return { outcome: 'refused', reason: 'session-unknown' };
  const visible = visibleTo(session, request.userId);
  const stays = staysReadBy(session, request.userId);
  const ranges = request.ranges.map(({ from, to }) => {
    const entries = clipRanges(visible, { from, to }).flatMap((part) => session.entries.slice(part.from - 1, part.to));
    return { from, to, count: entries.length, digest: digestOf(entries.map((entry) => asRead(entry, stays))) };
  });
  return { epoch: state.epoch, ranges };
}

/** Compares what a device was told with what its sync timeline says (SPEC AU-7). */
export function auditSync(
  state: State,
  request: AuditSyncRequest,
): DeviceRefusal | { readonly outcome: SyncAuditOutcome } {
  const device = servedDevice(state, request.userId, request.deviceId);
  if ('outcome' in device) return device;
  const { base, checkpoint } = request;
  const { head, floor } = device.record;
  if (request.epoch !== state.epoch || checkpoint > head) return { outcome: 'other-epoch' };
  if (base < floor - 1) return { outcome: 'below-floor' };
  if (checkpoint - base > MAX_AUDIT_SYNC) return { outcome: 'too-far' };
  let sum = 0n;
  let hasGone = false;
  for (let syncSeq = base + 1; syncSeq <= checkpoint; syncSeq += 1) {
    const item = device.items.get(syncSeq);
    if (item?.kind !== 'entry') continue;
    sum += referenceHash(syncSeq, item);
    const session = state.sessions.get(item.sessionId);
    const entry = session?.entries[item.seq - 1];
    hasGone ||= session !== undefined && entry !== undefined && isGone(session, entry);
  }
  if (toDigest(sum) === request.digest) return { outcome: 'same' };
  // Whether the device was told of what has expired since, nobody knows (RT-14).
  return { outcome: hasGone ? 'below-floor' : 'different' };
}
