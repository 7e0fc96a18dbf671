import { asTold, floorAfterPurge, isContent, parseSeqId, withoutSuperseded } from '@tidemark/timeline';
import type { Bounds, Entry, PullAnswer, PullRequest, SeqId, SyncItem } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { sleeps, wake } from './devices.ts';
import { SYNC_KIND } from './fan-out.ts';
import { profilesIn } from './profiles.ts';
import { toEntry } from './rows.ts';
import { raiseFloor, readPosition } from './sql/devices.ts';
import { readReferred } from './sql/read-entries.ts';
import { readLowestKept, readSyncRange } from './sql/read-sync-range.ts';
import { countAllUnread } from './unread.ts';
import { floorOf, readSights } from './visibility.ts';

export type DeviceRefusal = { readonly outcome: 'device-revoked' | 'device-unknown' };

type Reference = { readonly syncSeq: SeqId; readonly kind: number; readonly sessionId: string; readonly seq: SeqId };
type Read = Extract<SyncItem, { kind: 'read' }>;

/**
 * What a device has still to learn. The device's head is read first and bounds the rest, so the frame proves its
 * interval without a transaction around the statements. Partitions may be dropped between any two of them: the rows
 * of one statement are a whole end of what the timeline held, so the first one tells whether its beginning has gone.
 */
export async function pull(pool: Pool, request: PullRequest): Promise<PullAnswer | DeviceRefusal> {
  const { userId, deviceId, checkpoint } = request;
  const [position] = await readPosition.run(pool, [userId, deviceId]);
  if (!position) return { outcome: 'device-unknown' };
  if (position.status === 'revoked') return { outcome: 'device-revoked' };
  if (sleeps(position.status)) {
    await wake(pool, userId, deviceId);
    return pull(pool, request);
  }
  const { epoch } = position;
  const bounds = { epoch, head: parseSeqId(position.head_seq), floor: parseSeqId(position.floor_seq) };
  const { head, floor } = bounds;
  if (request.epoch !== epoch || checkpoint > head) return { outcome: 'other-epoch', ...bounds };
  if (checkpoint < floor - 1) return { outcome: 'below-floor', ...bounds };
  if (checkpoint === head) return { outcome: 'up-to-date', ...bounds };
  const from = checkpoint + 1;
  if (request.maxBacklog !== undefined && head - checkpoint > request.maxBacklog) {
    const lost = await whatIsLost(pool, request, bounds);
    return lost ?? { outcome: 'too-far', ...bounds };
  }
  const end = Math.min(head, checkpoint + request.limit);
  const references = (await readSyncRange.run(pool, [userId, deviceId, from, end])).map((row): Reference => ({
    syncSeq: parseSeqId(row.seq),
    kind: row.kind,
    sessionId: row.session_id,
    seq: parseSeqId(row.entry_seq),
  }));
  if (references[0]?.syncSeq !== from) {
    const lost = await whatIsLost(pool, request, bounds);
    if (lost) return lost;
  }
  const superseding = withoutSuperseded(references, ({ kind, sessionId }) =>
    kind === SYNC_KIND.read ? sessionId : null,
  );
  const { items, to } = await hydrate(pool, userId, superseding, end);
  if (to < from) throw new Error(`device ${deviceId}: sync entry ${from} refers to an entry that is not there`);
  const users = await profilesIn(
    pool,
    items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : [])),
  );
  return { outcome: 'continue', frame: { ...bounds, from, to, items, users } };
}

/**
 * Told to a device whose next entry retention has taken, with the floor as it is: the device's row knows only what a
 * reader has found before. Null when the next entry is there, or is a hole among entries that are.
 */
async function whatIsLost(
  pool: Pool,
  { userId, deviceId, checkpoint }: PullRequest,
  bounds: Bounds,
): Promise<PullAnswer | DeviceRefusal | null> {
  const [lowest] = await readLowestKept.run(pool, [userId, deviceId]);
  const kept = lowest ? parseSeqId(lowest.seq) : null;
  if (kept !== null && kept <= checkpoint + 1) return null;
  // revoked, or gone dormant, since its position was read: its rows have left for that
  const [now] = await readPosition.run(pool, [userId, deviceId]);
  if (!now) return { outcome: 'device-unknown' };
  if (now.status === 'revoked') return { outcome: 'device-revoked' };
  const floor = floorAfterPurge({ ...bounds, lowestKept: kept });
  await raiseFloor.run(pool, [userId, deviceId, floor]);
  return { outcome: 'below-floor', ...bounds, floor };
}

/**
 * Turns references into what a device is told. A reference whose entry is not there yet ends the interval before it:
 * it is asked for again, and never passes for a hole. What people said and has expired since is one (SPEC RT-14).
 */
async function hydrate(
  pool: Pool,
  userId: string,
  references: readonly Reference[],
  end: SeqId,
): Promise<{ readonly items: readonly SyncItem[]; readonly to: SeqId }> {
  const entries = await readTold(
    pool,
    userId,
    references.filter(({ kind }) => kind === SYNC_KIND.entry),
  );
  const reads = await readMarkers(
    pool,
    userId,
    references.filter(({ kind }) => kind === SYNC_KIND.read),
  );
  const items: SyncItem[] = [];
  for (const { syncSeq, kind, sessionId, seq } of references) {
    const entry = kind === SYNC_KIND.entry ? entries.get(`${sessionId} ${seq}`) : undefined;
    if (entry === 'expired') continue;
    const item: SyncItem | undefined = entry ? { kind: 'entry', syncSeq, entry } : reads.get(syncSeq);
    if (!item) return { items, to: syncSeq - 1 };
    items.push(item);
  }
  return { items, to: end };
}

/** By session and SeqId, as this user is told of them. */
async function readTold(
  pool: Pool,
  userId: string,
  references: readonly Reference[],
): Promise<ReadonlyMap<string, Entry | 'expired'>> {
  if (references.length === 0) return new Map();
  const rows = await readReferred.run(pool, [
    references.map(({ sessionId }) => sessionId),
    references.map(({ seq }) => seq),
    userId,
  ]);
  return new Map(
    rows.map((row) => {
      const entry = toEntry(row);
      const floor = parseSeqId(row.floor_seq);
      const isGone = entry.seq < floor && isContent(entry);
      const from = row.from_seq === null ? entry.seq : Math.max(floor, parseSeqId(row.from_seq));
      return [`${row.session_id} ${row.seq}`, isGone ? 'expired' : asTold(entry, from)];
    }),
  );
}

/** By sync SeqId. The counts are made now: they are true at `atSeq`, whenever the marker was moved. */
async function readMarkers(
  pool: Pool,
  userId: string,
  references: readonly Reference[],
): Promise<ReadonlyMap<SeqId, Read>> {
  if (references.length === 0) return new Map();
  const sights = await readSights(pool, userId, [...new Set(references.map(({ sessionId }) => sessionId))]);
  const questions = references.map(({ sessionId, seq: readSeq }) => {
    const { visible = [], last = readSeq } = sights.get(sessionId) ?? {};
    return { sessionId, readSeq, atSeq: last, visible };
  });
  const counts = await countAllUnread(pool, userId, questions);
  return new Map(
    references.map(({ syncSeq, sessionId, seq: readSeq }, index): [SeqId, Read] => {
      const atSeq = questions[index]?.atSeq ?? readSeq;
      const floor = floorOf(sights.get(sessionId));
      return [syncSeq, { kind: 'read', syncSeq, sessionId, readSeq, unread: counts[index] ?? 0, atSeq, ...floor }];
    }),
  );
}
