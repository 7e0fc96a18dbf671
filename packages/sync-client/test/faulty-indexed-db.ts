import { IDBDatabase, IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import type { IndexedDb } from '../src/store/schema.ts';

/** A browser's storage that fails as browsers' do, for the databases of one device. */
export type FaultyIndexedDb = IndexedDb & {
  /** `refuse`: opening fails; `hang`: it is never answered. */
  opening: 'works' | 'refuse' | 'hang';
  /** Asked before every write; what it throws is what the browser throws. */
  beforeWrite: (transaction: IDBTransaction) => void;
  /** Room for so many more entries; the rest fails as a full disk does, inside an aborted transaction. */
  room: number;
  /** So many of the next transactions fail at once, as on a connection that was lost. */
  lost: number;
  /** The connections that stand. */
  readonly connections: IDBDatabase[];
  /** Called when entries are deleted. */
  freed: () => void;
};

/** @param only the part of a database's name by which it is one of those that fail */
export function faultyIndexedDb(only: string): FaultyIndexedDb {
  const indexedDB = new IDBFactory();
  const storage: FaultyIndexedDb = {
    indexedDB,
    IDBKeyRange,
    opening: 'works',
    beforeWrite: () => {},
    room: Infinity,
    connections: [],
    freed: () => {},
    lost: 0,
  };
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (name, version) => {
    if (!name.includes(only)) return open(name, version);
    if (storage.opening === 'refuse') throw domError('QuotaExceededError');
    if (storage.opening === 'hang') return new EventTarget() as IDBOpenDBRequest;
    const request = open(name, version);
    request.addEventListener('success', () => storage.connections.push(request.result));
    return request;
  };
  const ofDevice = ({ name }: { readonly name: string }): boolean => name.includes(only);
  before(IDBObjectStore.prototype, 'delete', (store) => {
    if (store.name === 'entries' && ofDevice(store.transaction.db)) storage.freed();
  });
  before(IDBDatabase.prototype, 'transaction', (db) => {
    if (!ofDevice(db) || storage.lost === 0) return;
    storage.lost -= 1;
    throw domError('UnknownError');
  });
  for (const write of ['put', 'add'] as const) {
    before(IDBObjectStore.prototype, write, (store) => {
      if (!ofDevice(store.transaction.db)) return;
      storage.beforeWrite(store.transaction);
      if (store.name === 'entries' && (storage.room -= 1) < 0) throw domError('QuotaExceededError');
    });
  }
  return storage;
}

/** Lets a test look at every call of a method before it is carried out, and fail it. */
function before<T extends object>(prototype: T, method: keyof T & string, look: (self: T) => void): void {
  const real: unknown = Reflect.get(prototype, method);
  if (typeof real !== 'function') throw new Error(`${method} is no method`);
  Reflect.set(prototype, method, function (this: T, ...asked: unknown[]): unknown {
    look(this);
    return Reflect.apply(real, this, asked);
  });
  undo.push(() => Reflect.set(prototype, method, real));
}

const undo: (() => void)[] = [];

/** Lets every database work again. */
export function mendIndexedDb(): void {
  for (const step of undo.splice(0).reverse()) step();
}

export function domError(name: string): Error {
  return new DOMException(`${name}, says the test`, name);
}
