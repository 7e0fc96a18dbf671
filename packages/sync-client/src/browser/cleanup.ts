import { Dexie } from 'dexie';
import type { Log } from '../ports.ts';
import type { AccountsApi } from './accounts-api.ts';
import type { Storage } from './storage.ts';

/** Does what earlier pages of this profile could not finish: sign-outs made offline, databases that were in use. */
export class Cleanup {
  readonly #storage: Storage;
  readonly #api: AccountsApi;
  readonly #log: Log;

  constructor(storage: Storage, api: AccountsApi, log: Log) {
    this.#storage = storage;
    this.#api = api;
    this.#log = log;
  }

  async run(): Promise<void> {
    await this.signOuts();
    await this.wipes();
  }

  /** Tells the server of the sign-outs that it does not know of yet. What fails stays for the next time. */
  async signOuts(): Promise<void> {
    const { registry } = this.#storage;
    for (const { deviceId } of await registry.signOuts()) {
      if (!(await this.#api.signOut(deviceId))) return;
      await registry.signedOut(deviceId);
    }
  }

  async wipes(): Promise<void> {
    const { registry, indexedDb } = this.#storage;
    for (const name of await registry.wipes()) {
      try {
        await new Dexie(name, { ...indexedDb }).delete();
        await registry.wiped(name);
      } catch (error) {
        this.#log.note('wipe-failed', { error: error instanceof Error ? error.name : 'unknown' });
      }
    }
  }
}
