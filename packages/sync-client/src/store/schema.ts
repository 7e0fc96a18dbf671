import type { Entry, MessageState, Orphan, OutboxItem, OwnValue, SessionRecord, UserProfile } from '@tidemark/timeline';
import { hiddenChanges } from '@tidemark/timeline';
import { Dexie, type Table, type Transaction } from 'dexie';

/** A session as stored: the record, and what the store needs to know about the row itself. */
export type SessionRow = SessionRecord & {
  /** The life of the numbering that the row's SeqIds belong to. */
  readonly epoch: string;
  /** The snapshot that named this session last; null when an entry did. */
  readonly generation: string | null;
};

export type MetaRow = {
  readonly key:
    | 'fence'
    | 'position'
    | 'wiped'
    | 'sync-digest'
    | 'cap'
    | `audited:${string}`
    | `seen:${string}`
    | `days:${string}`;
  readonly value: unknown;
};

/** A state as stored. `pinnedIn` is the session of a pinned message, and not there with any other. */
export type StateRow = MessageState & { readonly pinnedIn?: string };

export type NewOutboxRow = Omit<OutboxItem, 'order'>;

type Step = {
  readonly stores: Readonly<Record<string, string | null>>;
  readonly rewrite?: (tx: Transaction) => PromiseLike<unknown>;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The shape of the database, step by step. Its version is the length of this list: add a step, never change one. A step
 * names what changes (null drops a table) and may rewrite rows.
 */
const MIGRATIONS: readonly Step[] = [
  {
    stores: {
      meta: 'key',
      sessions: 'sessionId, lastAt',
      entries: '[sessionId+seq]',
      users: 'userId',
      outbox: '++order, &clientId, sessionId',
    },
  },
  // Modes: only sessions in pull mode have a checkpoint, so only they are in its index. Orphans: see life.ts.
  {
    stores: { sessions: 'sessionId, lastAt, checkpoint', orphans: 'clientId' },
    rewrite: (tx) =>
      tx
        .table<SessionRow>('sessions')
        .toCollection()
        .modify((row: Partial<Mutable<SessionRow>>) => {
          row.mode ??= 'push';
          row.checkpoint ??= null;
        }),
  },
  // Changes of messages. Before this there were none, so what is held is known as it stands.
  {
    stores: { states: '[sessionId+seq]' },
    rewrite: (tx) =>
      tx
        .table<SessionRow>('sessions')
        .toCollection()
        .modify((row: Partial<Mutable<SessionRow>>) => {
          row.lastEdit ??= null;
          row.changesTo ??= row.head ?? 0;
        }),
  },
  // Own data.
  { stores: { own: 'key' } },
  // The pinned messages of a session are found without a look at the others.
  {
    stores: { states: '[sessionId+seq], pinnedIn' },
    rewrite: (tx) =>
      tx
        .table<StateRow>('states')
        .toCollection()
        .modify((row: Mutable<StateRow>) => {
          if (row.pin?.on) row.pinnedIn = row.sessionId;
        }),
  },
  // Changes are found by the message that they name. So far they were told and kept also of messages that cannot be seen.
  {
    stores: { entries: '[sessionId+seq], [sessionId+body.target]' },
    rewrite: async (tx) => {
      const records = await tx.table<SessionRow, string>('sessions').toArray();
      for (const { sessionId, visibleFrom } of records) {
        await hideChanges(tx.table('entries'), sessionId, visibleFrom);
        const states = tx.table<StateRow>('states').where('[sessionId+seq]');
        await states.between([sessionId, 0], [sessionId, visibleFrom - 1], true, true).delete();
      }
    },
  },
];

export function deviceDbName(userId: string, deviceId: string): string {
  return `tidemark:${userId}:${deviceId}`;
}

/** The IndexedDB factory to use; absent = the global one. */
export type IndexedDb = { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange };

/** True when a database of this version (Dexie counts in tenths) is beyond what this page knows. */
export function isNewer(version: number): boolean {
  return Math.floor(version / 10) > MIGRATIONS.length;
}

/** True when the browser says that a page newer than this one has been here. Not every browser says anything. */
export async function newerInstalled(name: string, { indexedDB }: Partial<IndexedDb> = {}): Promise<boolean> {
  const factory = indexedDB ?? globalThis.indexedDB;
  if (typeof factory?.databases !== 'function') return false;
  const installed = await factory.databases();
  return installed.some((found) => found.name === name && isNewer(found.version ?? 0));
}

export class DeviceDb extends Dexie {
  declare readonly meta: Table<MetaRow, MetaRow['key']>;
  declare readonly sessions: Table<SessionRow, string>;
  declare readonly entries: Table<Entry, [string, number]>;
  /** What is in force on messages that something has changed. */
  declare readonly states: Table<StateRow, [string, number]>;
  /** Own data, as the server has told it; what was taken away has a row too. */
  declare readonly own: Table<OwnValue, string>;
  declare readonly users: Table<UserProfile, string>;
  declare readonly outbox: Table<OutboxItem, number, NewOutboxRow>;
  declare readonly orphans: Table<Orphan, string>;

  constructor(name: string, indexedDb?: IndexedDb) {
    // Dexie's query cache guesses results ahead of commits; what is shown here must be what is stored.
    super(name, { ...indexedDb, cache: 'disabled' });
    MIGRATIONS.forEach(({ stores, rewrite }, index) => {
      const version = this.version(index + 1).stores({ ...stores });
      if (rewrite) version.upgrade(rewrite);
    });
    this.meta = this.table('meta');
    this.sessions = this.table('sessions');
    this.entries = this.table('entries');
    this.states = this.table('states');
    this.own = this.table('own');
    this.users = this.table('users');
    this.outbox = this.table('outbox');
    this.orphans = this.table('orphans');
  }
}

/** What changes of messages below `visibleFrom` say goes: those can be seen no more (SPEC CH-10). */
export async function hideChanges(entries: Table<Entry>, sessionId: string, visibleFrom: number): Promise<void> {
  const ofHidden = entries
    .where('[sessionId+body.target]')
    .between([sessionId, 0], [sessionId, visibleFrom - 1], true, true);
  await entries.bulkPut([...hiddenChanges(await ofHidden.toArray(), visibleFrom)]);
}

/** The keys of one session's entries with SeqIds in [from, to]. */
export function entriesBetween(db: DeviceDb, sessionId: string, from: number, to: number) {
  return db.entries.where('[sessionId+seq]').between([sessionId, from], [sessionId, to], true, true);
}

/** The states of one session's messages with SeqIds in [from, to]. */
export function statesBetween(db: DeviceDb, sessionId: string, from: number, to: number) {
  return db.states.where('[sessionId+seq]').between([sessionId, from], [sessionId, to], true, true);
}
