import type { UserProfile } from '@tidemark/timeline';
import { Dexie, type Table } from 'dexie';
import type { IndexedDb } from './schema.ts';

/** An account that has signed in on this browser profile, and the device that it is here. */
export type KnownAccount = UserProfile & {
  readonly deviceId: string;
  /** At most one account is: the one that a page resumes. */
  readonly active: 0 | 1;
};

/** A sign-out that the server has not been told of yet. */
export type PendingSignOut = { readonly deviceId: string };

/** A device database that is to be deleted. */
type PendingWipe = { readonly name: string };

/** What this browser profile remembers across accounts: who is signed in, and what is still to be cleaned up. */
export class Registry {
  readonly #db: Dexie;
  readonly #accounts: Table<KnownAccount, string>;
  readonly #signOuts: Table<PendingSignOut, string>;
  readonly #wipes: Table<PendingWipe, string>;
  #opened = false;
  #renewed = false;

  constructor(indexedDb?: IndexedDb) {
    this.#db = new Dexie('tidemark', { ...indexedDb, cache: 'disabled' });
    this.#db.version(1).stores({ accounts: 'userId, active', signOuts: 'deviceId', wipes: 'name' });
    this.#accounts = this.#db.table('accounts');
    this.#signOuts = this.#db.table('signOuts');
    this.#wipes = this.#db.table('wipes');
    this.#db.on('populate', () => {
      this.#renewed = this.#opened;
    });
  }

  /** True when the database was deleted under this page, and so has forgotten everything. */
  get renewed(): boolean {
    return this.#renewed;
  }

  /** Opens the database and reads it: some browsers open one of which every use then fails. */
  async open(): Promise<void> {
    await this.#db.open();
    this.#opened = true;
    await this.active();
  }

  /** Writes, and leaves no trace. Rejects where the browser refuses to keep anything. */
  async probe(): Promise<void> {
    await this.#transaction(async () => {
      await this.#wipes.put({ name: '' });
      await this.#wipes.delete('');
    });
  }

  close(): void {
    this.#db.close({ disableAutoOpen: false });
  }

  async active(): Promise<KnownAccount | null> {
    return (await this.#accounts.where('active').equals(1).first()) ?? null;
  }

  async account(userId: string): Promise<KnownAccount | null> {
    return (await this.#accounts.get(userId)) ?? null;
  }

  /** Makes an account the active one, known from now on. */
  activate(account: Omit<KnownAccount, 'active'>): Promise<void> {
    return this.#transaction(async () => {
      await this.#accounts.where('active').equals(1).modify({ active: 0 });
      await this.#accounts.put({ ...account, active: 1 });
    });
  }

  /** The login has ended; the device stays known, for the same user to come back to. */
  async deactivate(userId: string): Promise<void> {
    await this.#accounts.update(userId, { active: 0 });
  }

  /** The device is at its end: forget the account, and note what is to be cleaned up, in one step. */
  forget(
    userId: string,
    todo: { readonly signOut: boolean; readonly deviceId: string; readonly db: string },
  ): Promise<void> {
    return this.#transaction(async () => {
      const known = await this.#accounts.get(userId);
      if (known?.deviceId === todo.deviceId) await this.#accounts.delete(userId);
      if (todo.signOut) await this.#signOuts.put({ deviceId: todo.deviceId });
      await this.#wipes.put({ name: todo.db });
    });
  }

  async signOuts(): Promise<readonly PendingSignOut[]> {
    return this.#signOuts.toArray();
  }

  async signedOut(deviceId: string): Promise<void> {
    await this.#signOuts.delete(deviceId);
  }

  async wipes(): Promise<readonly string[]> {
    return this.#wipes.toCollection().primaryKeys();
  }

  async wiped(name: string): Promise<void> {
    await this.#wipes.delete(name);
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    await this.#db.transaction('rw', [this.#accounts, this.#signOuts, this.#wipes], work);
  }
}
