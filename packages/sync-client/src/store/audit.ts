import {
  type Audited,
  type Digest,
  NO_DIGEST,
  type Position,
  type Range,
  type RangeDigest,
  type SeqId,
  type SyncDigest,
  type SyncItem,
  addDigests,
  digestOf,
  subtractDigest,
  syncDigestOf,
} from '@tidemark/timeline';
import { checkFence, readPosition } from './meta.ts';
import { type DeviceDb, type MetaRow, entriesBetween } from './schema.ts';

/** Entries read and hashed at a time: a range may be long, and the page has to answer its user in between. */
const READ_AT_ONCE = 500;

/** What is kept of the digest of the sync timeline; the checkpoint is the position's. */
type SyncDigestRow = { readonly epoch: string; readonly base: SeqId; readonly digest: Digest };

/** The digests of what is stored of a session. Not one transaction: entries do not change while they are held. */
export async function readDigests(
  db: DeviceDb,
  sessionId: string,
  ranges: readonly Range[],
): Promise<readonly RangeDigest[]> {
  const digests: RangeDigest[] = [];
  for (const { from, to } of ranges) digests.push({ from, to, ...(await digestBetween(db, sessionId, from, to)) });
  return digests;
}

async function digestBetween(
  db: DeviceDb,
  sessionId: string,
  from: SeqId,
  to: SeqId,
): Promise<Pick<RangeDigest, 'count' | 'digest'>> {
  let [count, digest] = [0, NO_DIGEST];
  for (let next = from; next <= to; next += READ_AT_ONCE) {
    const entries = await entriesBetween(db, sessionId, next, Math.min(to, next + READ_AT_ONCE - 1)).toArray();
    count += entries.length;
    digest = addDigests(digest, digestOf(entries));
  }
  return { count, digest };
}

/** Adds what a frame told to the digest. Part of the transaction that applies it, before the position moves. */
export async function addSyncItems(db: DeviceDb, position: Position, items: readonly SyncItem[]): Promise<void> {
  if (!items.some(({ kind }) => kind === 'entry')) return;
  const { epoch, base, digest } = await readSyncDigest(db, position);
  await writeSyncDigest(db, { epoch, base, digest: addDigests(digest, syncDigestOf(items)) });
}

export async function writeSyncDigest(db: DeviceDb, row: SyncDigestRow): Promise<void> {
  await db.meta.put({ key: 'sync-digest', value: row });
}

export function syncDigestNow(db: DeviceDb): PromiseLike<SyncDigest | null> {
  return db.transaction('r', db.meta, async () => {
    const position = await readPosition(db);
    return position && { ...position, ...(await readSyncDigest(db, position)) };
  });
}

/**
 * Up to a checkpoint the digest was compared: it goes on from there. One that began anew meanwhile stays.
 * @throws FencedError
 */
export function moveSyncBase(db: DeviceDb, fence: number, compared: SyncDigest): PromiseLike<void> {
  return db.transaction('rw', db.meta, async () => {
    await checkFence(db, fence);
    const position = await readPosition(db);
    if (position === null) return;
    const { epoch, base, digest } = await readSyncDigest(db, position);
    if (epoch !== compared.epoch || base !== compared.base) return;
    await writeSyncDigest(db, { epoch, base: compared.checkpoint, digest: subtractDigest(digest, compared.digest) });
  });
}

/** A store that kept none so far begins at its position. */
async function readSyncDigest(db: DeviceDb, { epoch, checkpoint }: Position): Promise<SyncDigestRow> {
  const row = (await db.meta.get('sync-digest'))?.value as SyncDigestRow | undefined;
  return row?.epoch === epoch ? row : { epoch, base: checkpoint, digest: NO_DIGEST };
}

export async function readAudited(db: DeviceDb): Promise<ReadonlyMap<string, Audited>> {
  const rows: readonly MetaRow[] = await db.meta.where('key').startsWith('audited:').toArray();
  return new Map(rows.map(({ value }) => [(value as Audited).sessionId, value as Audited]));
}

/** @throws FencedError */
export function putAudited(db: DeviceDb, fence: number, audited: Audited): PromiseLike<void> {
  return db.transaction('rw', db.meta, async () => {
    await checkFence(db, fence);
    await db.meta.put({ key: `audited:${audited.sessionId}`, value: audited });
  });
}
