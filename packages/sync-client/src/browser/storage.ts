import { Dexie } from 'dexie';
import type { Log } from '../ports.ts';
import { Registry } from '../store/registry.ts';
import type { IndexedDb } from '../store/schema.ts';

/** How long the browser may take to open a database before its storage counts as unusable, in ms. */
const OPEN_WITHIN = 4_000;

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
    await within(registry.open(), OPEN_WITHIN);
    return { registry, lasting: true };
  } catch (error) {
    log.note('storage-unusable', { error: error instanceof Error ? error.name : 'unknown' });
    registry.close();
  }
  const { IDBFactory, IDBKeyRange } = await import('fake-indexeddb');
  const indexedDb: IndexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
  // Live queries rest where Dexie knows of no IndexedDB at all.
  Object.assign(Dexie.dependencies, indexedDb);
  return { registry: new Registry(indexedDb), indexedDb, lasting: false };
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the browser does not open its storage')), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
