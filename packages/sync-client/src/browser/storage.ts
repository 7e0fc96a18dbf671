import { Dexie } from 'dexie';
import type { Log } from '../ports.ts';
import { Registry } from '../store/registry.ts';
import type { IndexedDb } from '../store/schema.ts';
import { OPEN_WITHIN, within } from '../store/within.ts';

export type Storage = {
  readonly registry: Registry;
  /** Absent = the browser's own. */
  readonly indexedDb?: IndexedDb;
  /** False when nothing outlives this page: a private window, or storage that is blocked. */
  readonly lasting: boolean;
};

/**
 * Opens the storage of this browser profile. Where there is none, all is kept in this page's memory: each load is then
 * a device of its own.
 */
export async function openStorage(log: Log): Promise<Storage> {
  const registry = new Registry();
  try {
    await within(usable(registry), OPEN_WITHIN);
    return { registry, lasting: true };
  } catch (error) {
    log.note('storage-unusable', { error: error instanceof Error ? error.name : 'unknown' });
    registry.close();
  }
  const indexedDb = await memoryIndexedDb();
  return { registry: new Registry(indexedDb), indexedDb, lasting: false };
}

/** Who is signed in already has something to lose: then being able to read is enough, and the device's store copes. */
async function usable(registry: Registry): Promise<void> {
  await registry.open();
  if ((await registry.active()) === null) await registry.probe();
}

/** An IndexedDB in this page's memory, loaded only where it is needed. */
export async function memoryIndexedDb(): Promise<IndexedDb> {
  const { IDBFactory, IDBKeyRange } = await import('fake-indexeddb');
  const indexedDb: IndexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
  // Live queries rest where Dexie knows of no IndexedDB at all.
  if (!Dexie.dependencies.indexedDB) Object.assign(Dexie.dependencies, indexedDb);
  return indexedDb;
}
