import { Dexie } from 'dexie';
import { type Gone, StoreGoneError, storeFault } from './errors.ts';
import { makeRoom } from './room.ts';
import { type DeviceDb, type IndexedDb, isNewer, newerInstalled } from './schema.ts';
import { LateError, OPEN_WITHIN, within } from './within.ts';
import { holdZone } from './zone.ts';

export type HandleOptions = {
  /** Told once, when the database is of no use to this page any more. */
  readonly onGone?: (gone: Gone) => void;
  /** Told when a dead connection was replaced: live queries on the old one hear of no change any more. */
  readonly onReopened?: () => void;
  readonly pause?: (ms: number) => Promise<void>;
  readonly openWithin?: number;
  readonly indexedDb?: IndexedDb;
};

/** How long to wait before each attempt to open a database again, in ms. */
const REOPEN_AFTER: readonly number[] = [0, 250, 1_000];

/** How often work meets a dead connection before the storage counts as unusable. */
const TRIES = 3;

/**
 * Keeps the connection to the database usable: a dead one is opened again and the work repeated; a full disk is given
 * room; a database that was deleted or upgraded elsewhere is let go at once, so that nobody is blocked, and never made
 * again by this handle. What cannot be mended is told once, by `onGone`.
 */
export class DbHandle {
  readonly db: DeviceDb;
  readonly #options: HandleOptions;
  #gone: Gone | null = null;
  /** Counts connections: a failure on an earlier one says nothing about this one. */
  #connection = 0;
  #reopening: Promise<void> | null = null;
  #blocked = false;
  #opened = false;
  #created = false;

  constructor(db: DeviceDb, options: HandleOptions = {}) {
    this.db = db;
    this.#options = options;
    // Dexie's own listener runs after this one, unless stopped: it would open the database again on the next use, and
    // so bring back, empty, what another tab has deleted.
    db.on('versionchange', (event) => {
      this.seal(event.newVersion ? 'upgraded' : 'deleted');
      return false;
    });
    db.on('blocked', () => {
      this.#blocked = true;
    });
    db.on('populate', () => {
      // Deleted without a word while the connection was down, as when site data is cleared.
      if (this.#opened) queueMicrotask(() => this.seal('deleted'));
      else this.#created = true;
    });
    const ready = (): void => {
      this.#opened = true;
      this.#blocked = false;
      if (isNewer(db.backendDB().version)) queueMicrotask(() => this.seal('upgraded'));
    };
    db.on('ready', ready, true);
  }

  get gone(): Gone | null {
    return this.#gone;
  }

  /** True when the database could be opened at least once. */
  get opened(): boolean {
    return this.#opened;
  }

  /** True when there was no database before this handle opened it. */
  get created(): boolean {
    return this.#created;
  }

  /** Opens the database within a bounded time, or tells that it is gone. @throws StoreGoneError */
  async open(): Promise<void> {
    if (!this.db.isOpen()) await this.#reopen();
    this.#check();
  }

  /** Lets go of the database for good. */
  seal(gone: Gone): void {
    if (this.#gone !== null) return;
    this.#gone = gone;
    this.db.close({ disableAutoOpen: true });
    this.#options.onGone?.(gone);
  }

  /**
   * Runs `work`, and again where a fault of the storage could be mended. A transaction that failed wrote nothing, so
   * repeating it is safe.
   * @throws StoreGoneError when the database is gone for this page
   */
  async run<T>(work: (db: DeviceDb) => PromiseLike<T>): Promise<T> {
    // What is tried again is part of the same live query.
    const held = holdZone();
    for (let tried = 1; ; tried += 1) {
      this.#check();
      const connection = this.#connection;
      try {
        return await held(() => work(this.db));
      } catch (error) {
        this.#check();
        // Within a transaction there is nothing to save: whoever began it repeats it.
        if (Dexie.currentTransaction || !(await this.#mended(error, tried, connection))) throw error;
      }
    }
  }

  /** True when the work is worth another try. */
  async #mended(error: unknown, tried: number, connection: number): Promise<boolean> {
    const fault = storeFault(error);
    // Some browsers call it a full disk when they fail to open a database.
    switch (fault === 'quota' && !this.db.isOpen() ? 'closed' : fault) {
      case 'other':
        return false;
      case 'aborted':
        return tried === 1;
      case 'quota':
        if (!(await makeRoom(this.db, tried))) this.seal('full');
        return true;
      case 'closed':
      case 'unavailable':
        if (tried >= TRIES) this.seal('unusable');
        else if (connection === this.#connection) await this.#reopen();
        return true;
    }
  }

  #reopen(): Promise<void> {
    this.#reopening ??= this.#openAgain().finally(() => {
      this.#reopening = null;
    });
    return this.#reopening;
  }

  async #openAgain(): Promise<void> {
    const { pause = sleep, openWithin = OPEN_WITHIN, onReopened, indexedDb } = this.#options;
    const again = this.#opened;
    for (const ms of REOPEN_AFTER) {
      if (ms > 0) await pause(ms);
      if (this.#gone !== null) return;
      this.db.close({ disableAutoOpen: false });
      try {
        // Looked at first: Dexie would mend the newer form into the one that it knows.
        if (await within(newerInstalled(this.db.name, indexedDb), openWithin)) return this.seal('upgraded');
        await within(this.db.open(), openWithin);
        this.#connection += 1;
        if (again && this.#gone === null) onReopened?.();
        return;
      } catch (error) {
        if (error instanceof LateError) break;
      }
    }
    this.seal(this.#blocked ? 'blocked' : 'unusable');
  }

  #check(): void {
    if (this.#gone !== null) throw new StoreGoneError(`the device's database is gone: ${this.#gone}`);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
