import type {
  DeviceStore,
  Entry,
  HistoryPage,
  OutboxItem,
  Position,
  SeqId,
  SessionRecord,
  SnapshotPage,
  SyncFrame,
  UserProfile,
} from '@tidemark/timeline';
import { applyFrame } from './apply-frame.ts';
import { DbHandle, type Gone } from './handle.ts';
import { emptyForGood, readPosition, takeFence } from './meta.ts';
import { discardItem, enqueueItem, requeueItem, settleItem } from './outbox-table.ts';
import { DeviceDb, type IndexedDb, type SessionRow, deviceDbName, entriesBetween } from './schema.ts';
import { fillPage, replacePage } from './snapshot.ts';

export type DexieStoreOptions = {
  readonly userId: string;
  readonly deviceId: string;
  readonly indexedDb?: IndexedDb;
  /** Told once when another tab deletes the database or a newer page upgrades it. */
  readonly onGone?: (gone: Gone) => void;
};

/** The device's store in IndexedDB. All tabs of the device open the same database. */
export class DexieDeviceStore implements DeviceStore {
  readonly selfId: string;
  readonly #handle: DbHandle;

  constructor(options: DexieStoreOptions) {
    this.selfId = options.userId;
    const db = new DeviceDb(deviceDbName(options.userId, options.deviceId), options.indexedDb);
    this.#handle = new DbHandle(db, options.onGone);
  }

  /** Opens the database now, to learn whether there is a usable one. */
  open(): Promise<void> {
    return this.#handle.run(async (db) => {
      await db.open();
    });
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
    return this.#handle.run((db) => replacePage(db, fence, page, generation, position));
  }

  fill(fence: number, page: HistoryPage): Promise<void> {
    return this.#handle.run((db) => fillPage(db, fence, page));
  }

  enqueue(item: Omit<OutboxItem, 'order' | 'state'>): Promise<OutboxItem> {
    return this.#handle.run((db) => enqueueItem(db, item));
  }

  outbox(): Promise<readonly OutboxItem[]> {
    return this.#handle.run((db) => db.outbox.orderBy('order').toArray());
  }

  settle(clientId: string, state: Exclude<OutboxItem['state'], { kind: 'queued' }>): Promise<void> {
    return this.#handle.run((db) => settleItem(db, clientId, state));
  }

  requeue(clientId: string): Promise<void> {
    return this.#handle.run((db) => requeueItem(db, clientId));
  }

  discard(clientId: string): Promise<void> {
    return this.#handle.run((db) => discardItem(db, clientId));
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
