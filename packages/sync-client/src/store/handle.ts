import { Dexie } from 'dexie';
import { StoreGoneError, storeFault } from './errors.ts';
import type { DeviceDb } from './schema.ts';

/** Why a database is not this page's any more. */
export type Gone = 'deleted' | 'upgraded';

/**
 * Keeps the connection to the database usable: a dead one is opened again once and the work repeated; a database that
 * another tab deletes or upgrades is let go at once, so that the other tab is not blocked, and never made again.
 */
export class DbHandle {
  readonly db: DeviceDb;
  #gone: Gone | null = null;
  readonly #onGone: (gone: Gone) => void;

  constructor(db: DeviceDb, onGone: (gone: Gone) => void = () => {}) {
    this.db = db;
    this.#onGone = onGone;
    // Dexie's own listener runs after this one, unless stopped: it would open the database again on the next use, and
    // so bring back, empty, what another tab has deleted.
    db.on('versionchange', (event) => {
      this.seal(event.newVersion ? 'upgraded' : 'deleted');
      return false;
    });
  }

  get gone(): Gone | null {
    return this.#gone;
  }

  /** Lets go of the database for good. */
  seal(gone: Gone): void {
    if (this.#gone !== null) return;
    this.#gone = gone;
    this.db.close({ disableAutoOpen: true });
    this.#onGone(gone);
  }

  /**
   * Runs `work` and, when the connection turns out to be dead, runs it once more on a new one. A transaction that
   * failed wrote nothing, so repeating it is safe.
   * @throws StoreGoneError when the database was deleted or upgraded elsewhere
   */
  async run<T>(work: (db: DeviceDb) => PromiseLike<T>): Promise<T> {
    this.#check();
    try {
      return await work(this.db);
    } catch (error) {
      this.#check();
      // Within a transaction there is nothing to save: whoever began it repeats it.
      if (storeFault(error) !== 'closed' || Dexie.currentTransaction) throw error;
    }
    this.db.close({ disableAutoOpen: false });
    await this.db.open();
    return work(this.db);
  }

  #check(): void {
    if (this.#gone !== null) throw new StoreGoneError(`the device's database was ${this.#gone}`);
  }
}
