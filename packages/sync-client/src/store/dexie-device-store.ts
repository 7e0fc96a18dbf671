import type {
  Audited,
  ChangesPage,
  DeviceStore,
  Entry,
  Follow,
  FollowAnswer,
  HistoryPage,
  KnownDays,
  MessageState,
  Missed,
  Orphan,
  OutboxItem,
  OwnValue,
  Position,
  Range,
  RangeDigest,
  Repair,
  SeqId,
  SessionFrame,
  SessionFrameResult,
  SessionRecord,
  SnapshotPage,
  SyncDigest,
  SyncFrame,
  UserProfile,
} from '@tidemark/timeline';
import { applyFrame } from './apply-frame.ts';
import type { StorageReport } from '../client.ts';
import { moveSyncBase, putAudited, readAudited, readDigests, syncDigestNow } from './audit.ts';
import { putChanges, readMissedChanges } from './changes.ts';
import { putDays, readDays } from './days.ts';
import type { Gone } from './errors.ts';
import { DbHandle, type HandleOptions } from './handle.ts';
import { OutboxMirror } from './outbox-mirror.ts';
import { emptyForGood, readPosition, takeFence } from './meta.ts';
import { settleOrphans } from './orphans.ts';
import { readOwn } from './own.ts';
import { amendItem, discardItem, enqueueItem, requeueItem, settleItem } from './outbox-table.ts';
import { readPinned, readStates } from './state-rows.ts';
import { type Shown, evict } from './evict.ts';
import { repairStretch } from './repair.ts';
import { noteSeen, readCap, readSeen, writeCap } from './storage-cap.ts';
import { measureUse, totalOf } from './storage-use.ts';
import { DeviceDb, type IndexedDb, type SessionRow, deviceDbName, entriesBetween } from './schema.ts';
import { type Saved, readSaved, seed } from './rescue.ts';
import { applySessionFrame, catchUpSessions, readFollows } from './sessions-in-pull.ts';
import { fillPage, replacePage } from './snapshot.ts';

export type DexieStoreOptions = HandleOptions & {
  readonly userId: string;
  readonly deviceId: string;
  /** Told what this tab knows to be in the outbox, whenever that changes. */
  readonly onOutbox?: (items: readonly OutboxItem[]) => void;
};

/** The device's store in IndexedDB. All tabs of the device open the same database. */
export class DexieDeviceStore implements DeviceStore {
  readonly selfId: string;
  readonly #handle: DbHandle;
  readonly #indexedDb: IndexedDb | undefined;
  readonly #mirror: OutboxMirror;

  constructor(options: DexieStoreOptions) {
    this.selfId = options.userId;
    this.#indexedDb = options.indexedDb;
    const db = new DeviceDb(deviceDbName(options.userId, options.deviceId), options.indexedDb);
    this.#handle = new DbHandle(db, options);
    this.#mirror = new OutboxMirror(options.onOutbox);
  }

  /**
   * Opens the database now, to learn whether there is a usable one.
   * @throws StoreGoneError
   */
  open(): Promise<void> {
    return this.#handle.open();
  }

  get gone(): Gone | null {
    return this.#handle.gone;
  }

  /** True when the database was not there before this store opened it. */
  get created(): boolean {
    return this.#handle.created;
  }

  /**
   * What of this store another one is to go on with: all that can still be read, or what this tab remembers.
   * Never rejects.
   */
  async saved(): Promise<Saved> {
    const remembered: Saved = { sessions: [], users: [], outbox: this.#mirror.items };
    const { gone, opened } = this.#handle;
    // One that was deleted would be made again by looking; one that never opened would only be waited for once more.
    if (gone === 'deleted' || !opened) return remembered;
    return (await readSaved(this.#handle.db.name, this.#indexedDb)) ?? remembered;
  }

  /** Puts in place what was saved of another store. What is here already stays. */
  restore(saved: Saved): Promise<void> {
    return this.#handle.run((db) => seed(db, saved));
  }

  /** Lets go of the database; a later call opens it again. */
  close(): void {
    this.#handle.db.close({ disableAutoOpen: false });
  }

  /**
   * Empties the database at once, under a mark that refuses every later write of a leader, then deletes it. The
   * deletion waits for tabs that still have it open, the emptying does not. The store is of no use afterwards.
   */
  async wipe(): Promise<void> {
    const { db } = this.#handle;
    try {
      await this.#handle.run(emptyForGood);
    } finally {
      this.#handle.seal('deleted');
    }
    await db.delete({ disableAutoOpen: true });
  }

  /** Lets go of the database for good, so that another tab can delete it. */
  seal(): void {
    this.#handle.seal('deleted');
  }

  /** What is kept, by what it is, and how much may be. */
  storageUse(): Promise<StorageReport> {
    return this.#handle.run(async (db) => {
      const use = await measureUse(db);
      return { use, total: totalOf(use), cap: await readCap(db) };
    });
  }

  setStorageCap(bytes: number): Promise<void> {
    return this.#handle.run((db) => writeCap(db, bytes));
  }

  noteSeen(sessionId: string, at: number): Promise<void> {
    return this.#handle.run((db) => noteSeen(db, sessionId, at));
  }

  /** Makes the store keep no more than `cap`, its own by default. How many entries went. @throws FencedError */
  evict(fence: number, shown: readonly Shown[], cap?: number): Promise<number> {
    return this.#handle.run(async (db) => {
      const most = cap ?? (await readCap(db));
      return evict(db, this.selfId, fence, { cap: most, shown, readAt: await readSeen(db) });
    });
  }

  acquire(): Promise<number> {
    return this.#handle.run(takeFence);
  }

  position(): Promise<Position | null> {
    return this.#handle.run(readPosition);
  }

  apply(fence: number, frame: SyncFrame): Promise<Position> {
    return this.#handle.run((db) => applyFrame(db, this.selfId, fence, frame));
  }

  replace(fence: number, page: SnapshotPage, generation: string, position: Position): Promise<void> {
    return this.#handle.run((db) => replacePage(db, this.selfId, fence, page, generation, position));
  }

  follows(): Promise<readonly Follow[]> {
    return this.#handle.run(readFollows);
  }

  catchUp(fence: number, answer: FollowAnswer): Promise<readonly Missed[]> {
    return this.#handle.run((db) => catchUpSessions(db, this.selfId, fence, answer));
  }

  applySession(fence: number, frame: SessionFrame): Promise<SessionFrameResult> {
    return this.#handle.run((db) => applySessionFrame(db, this.selfId, fence, frame));
  }

  fill(fence: number, page: HistoryPage): Promise<void> {
    return this.#handle.run((db) => fillPage(db, fence, page));
  }

  missedChanges(): Promise<readonly { readonly sessionId: string; readonly after: SeqId }[]> {
    return this.#handle.run(readMissedChanges);
  }

  putChanges(fence: number, page: ChangesPage): Promise<void> {
    return this.#handle.run((db) => putChanges(db, fence, page));
  }

  digests(sessionId: string, ranges: readonly Range[]): Promise<readonly RangeDigest[]> {
    return this.#handle.run((db) => readDigests(db, sessionId, ranges));
  }

  repair(fence: number, stretch: Range, page: HistoryPage): Promise<Repair> {
    return this.#handle.run((db) => repairStretch(db, this.selfId, fence, stretch, page));
  }

  syncDigest(): Promise<SyncDigest | null> {
    return this.#handle.run(syncDigestNow);
  }

  syncCompared(fence: number, compared: SyncDigest): Promise<void> {
    return this.#handle.run((db) => moveSyncBase(db, fence, compared));
  }

  audited(): Promise<ReadonlyMap<string, Audited>> {
    return this.#handle.run(readAudited);
  }

  noteAudited(fence: number, audited: Audited): Promise<void> {
    return this.#handle.run((db) => putAudited(db, fence, audited));
  }

  days(sessionId: string): Promise<KnownDays | null> {
    return this.#handle.run((db) => readDays(db, sessionId));
  }

  noteDays(fence: number, days: KnownDays): Promise<void> {
    return this.#handle.run((db) => putDays(db, fence, days));
  }

  orphans(): Promise<readonly Orphan[]> {
    return this.#handle.run((db) => db.orphans.toArray());
  }

  settleOrphans(
    fence: number,
    answer: { readonly stored: readonly string[]; readonly lost: readonly string[] },
  ): Promise<void> {
    return this.#handle.run((db) => settleOrphans(db, fence, answer));
  }

  async enqueue(item: Omit<OutboxItem, 'order' | 'state'>): Promise<OutboxItem> {
    const added = await this.#handle.run((db) => enqueueItem(db, item));
    this.#mirror.added(added);
    return added;
  }

  outbox(): Promise<readonly OutboxItem[]> {
    return this.#handle.run((db) =>
      db.outbox.orderBy('order').toArray((items) => {
        this.#mirror.read(items);
        return items;
      }),
    );
  }

  async settle(
    clientId: string,
    state: Exclude<OutboxItem['state'], { kind: 'queued' }>,
    held?: { readonly fence: number; readonly entry: Entry },
  ): Promise<void> {
    await this.#handle.run((db) => settleItem(db, clientId, state, held));
    this.#mirror.settled(clientId, state);
  }

  requeue(clientId: string): Promise<void> {
    return this.#handle.run((db) => requeueItem(db, clientId));
  }

  async amend(clientId: string, text: string): Promise<boolean> {
    const amended = await this.#handle.run((db) => amendItem(db, clientId, text));
    if (amended) await this.outbox();
    return amended;
  }

  async discard(clientId: string): Promise<void> {
    await this.#handle.run((db) => discardItem(db, clientId));
    this.#mirror.removed(clientId);
  }

  sessions(): Promise<readonly SessionRecord[]> {
    return this.#handle.run(async (db) => (await db.sessions.orderBy('lastAt').reverse().toArray()).map(toRecord));
  }

  session(sessionId: string): Promise<SessionRecord | null> {
    return this.#handle.run(async (db) => {
      const row = await db.sessions.get(sessionId);
      return row ? toRecord(row) : null;
    });
  }

  async entries(sessionId: string, from: SeqId, to: SeqId): Promise<readonly Entry[]> {
    if (from > to) return [];
    return this.#handle.run((db) => entriesBetween(db, sessionId, from, to).toArray());
  }

  async states(sessionId: string, from: SeqId, to: SeqId): Promise<readonly MessageState[]> {
    if (from > to) return [];
    return this.#handle.run((db) => readStates(db, sessionId, from, to));
  }

  pinned(sessionId: string): Promise<readonly MessageState[]> {
    return this.#handle.run((db) => readPinned(db, sessionId));
  }

  own(prefix: string): Promise<readonly OwnValue[]> {
    return this.#handle.run((db) => readOwn(db, prefix));
  }

  users(userIds: readonly string[]): Promise<ReadonlyMap<string, UserProfile>> {
    return this.#handle.run(async (db) => {
      const found = await db.users.bulkGet([...new Set(userIds)]);
      return new Map(found.filter((user) => user !== undefined).map((user) => [user.userId, user]));
    });
  }

  putUsers(users: readonly UserProfile[]): Promise<void> {
    return this.#handle.run(async (db) => {
      await db.users.bulkPut([...users]);
    });
  }
}

function toRecord({ epoch: _epoch, generation: _generation, ...record }: SessionRow): SessionRecord {
  return record;
}
