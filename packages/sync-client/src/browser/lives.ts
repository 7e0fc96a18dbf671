import { failure } from '@tidemark/protocol';
import type { Account, StorageNotice } from '../client.ts';
import { DeviceClient, type DeviceClientDeps } from '../device-client.ts';
import type { Clock, Log, Random, Surroundings, TabChannel, TabLock, Transport } from '../ports.ts';
import { DexieDeviceStore } from '../store/dexie-device-store.ts';
import type { Gone } from '../store/errors.ts';
import type { Saved } from '../store/rescue.ts';
import { type IndexedDb, deviceDbName } from '../store/schema.ts';
import { type Life, SurvivingClient } from '../surviving-client.ts';
import { registeringTransport } from '../transport/registering-transport.ts';
import type { AccountsApi } from './accounts-api.ts';
import { Cleanup } from './cleanup.ts';
import type { Shelter } from './shelter.ts';
import { type Storage, memoryIndexedDb } from './storage.ts';

/** What the lives of one page have in common. */
export type LifeDeps = {
  readonly place: Storage;
  readonly api: AccountsApi;
  readonly shelter: Shelter;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly surroundings: () => Surroundings;
  readonly transport: () => Transport;
  readonly lock: (account: Account) => TabLock;
  readonly channel: (account: Account) => TabChannel;
  /** The name of this browser in the list of devices. */
  readonly deviceName: string;
  /** How long a database may take to open, in ms; absent = as long as a user would wait. */
  readonly openWithin?: number;
};

type Kept = Life & { readonly store: DexieDeviceStore };

/** How often a page puts a deleted database back. Past that, whoever deletes it means it. */
const REBUILDS = 3;

const NOTICES: Readonly<Record<Exclude<Gone, 'deleted' | 'upgraded'>, StorageNotice>> = {
  full: { kind: 'full' },
  blocked: { kind: 'blocked' },
  unusable: { kind: 'nothing-kept' },
};

/**
 * The client of an account on this browser profile, and what becomes of it when its database goes: a deleted one is
 * made again, and where the browser keeps nothing (any more) the page goes on in memory, as a device of its own.
 */
export class Lives {
  readonly #deps: LifeDeps;
  readonly #account: Account;
  #current: Kept;
  #rebuilds = 0;
  #shown: SurvivingClient;

  constructor(deps: LifeDeps, account: Account) {
    this.#deps = deps;
    this.#account = account;
    this.#current = this.#inDatabase(null);
    this.#shown = new SurvivingClient(
      this.#current,
      (_, why) => this.#after(why),
      () => deps.random.uuid(),
    );
  }

  /** @param fresh the device was registered just now: that it has no database yet is as it should be */
  async begin(fresh: boolean): Promise<SurvivingClient> {
    await this.#opened();
    const { client, store, keptIn } = this.#current;
    if (client.over) return this.#shown;
    const left = this.#deps.shelter.left(this.#account.userId);
    await this.#takeOver({ sessions: [], users: [], outbox: left });
    const deleted = keptIn === 'database' && !fresh && store.created && this.#deps.place.lasting;
    if (deleted) this.#shown.renewed(this.#current, { kind: 'rebuilt', saved: left.length });
    return this.#shown;
  }

  /** Opens the database; where that fails the page goes on in memory, and that is waited for. */
  async #opened(): Promise<void> {
    const life = this.#current;
    try {
      await life.store.open();
    } catch (error) {
      this.#deps.log.note('store-unusable', { error: nameOf(error) });
      await this.#shown.lost(life, life.store.gone ?? 'unusable');
    }
  }

  async #after(why: Gone): Promise<Life | null> {
    const { log } = this.#deps;
    const before = this.#current;
    log.note('store-gone', { why });
    if (why === 'upgraded' || (why === 'deleted' && (await this.#hasEnded(before)))) {
      before.client.gone(why);
      return null;
    }
    before.client.retire();
    const saved = await before.store.saved();
    const next = why === 'deleted' && this.#rebuilds < REBUILDS ? await this.#rebuilt(saved) : null;
    this.#current = next ?? (await this.#inMemory(NOTICES[why === 'deleted' ? 'unusable' : why], saved));
    return this.#current;
  }

  /** True when the database went because the login did, in another tab. */
  async #hasEnded({ client, keptIn }: Kept): Promise<boolean> {
    const { registry } = this.#deps.place;
    const { userId, deviceId } = client.account;
    if (keptIn === 'memory') return false;
    try {
      const owed = await registry.signOuts();
      if (owed.some((signOut) => signOut.deviceId === deviceId)) return true;
      if ((await registry.wipes()).includes(deviceDbName(userId, deviceId))) return true;
      const known = await registry.account(userId);
      // A registry that knows nothing at all was taken away as well.
      return known === null ? !registry.renewed : known.deviceId !== deviceId;
    } catch {
      return false;
    }
  }

  async #rebuilt(saved: Saved): Promise<Kept | null> {
    this.#rebuilds += 1;
    const { place, log } = this.#deps;
    const notice: StorageNotice = { kind: 'rebuilt', saved: saved.outbox.length };
    const life = this.#inDatabase(notice);
    try {
      await life.store.open();
      await life.store.restore(saved);
      if ((await place.registry.active()) === null) await place.registry.activate(this.#account);
      return life;
    } catch (error) {
      log.note('rebuild-failed', { error: nameOf(error) });
      life.client.retire();
      return null;
    }
  }

  #inDatabase(notice: StorageNotice | null): Kept {
    const { place, transport, api } = this.#deps;
    const { registry, indexedDb, lasting } = place;
    const { userId, deviceId } = this.#account;
    const db = deviceDbName(userId, deviceId);
    const store = this.#store(this.#account, indexedDb, lasting);
    const client = this.#client(this.#account, store, transport(), {
      endLogin: () => this.#endLogin(),
      ended: async (wiped) => {
        if (!wiped) return registry.deactivate(userId);
        this.#deps.shelter.clear(userId);
        await registry.forget(userId, { signOut: false, deviceId, db });
      },
      wipe: async () => {
        await store.wipe();
        await registry.wiped(db);
        await new Cleanup(place, api, this.#deps.log).wipes();
      },
      seal: () => store.seal(),
    });
    const kept = lasting ? 'database' : 'memory';
    return { client, store, keptIn: kept, notice: lasting ? notice : { kind: 'nothing-kept' } };
  }

  /** A device of its own, which only this page has. */
  async #inMemory(notice: StorageNotice, saved: Saved): Promise<Kept> {
    const { place, api, random, deviceName, transport } = this.#deps;
    const { registry } = place;
    const account: Account = { ...this.#account, deviceId: random.uuid() };
    const { userId, deviceId } = account;
    const store = this.#store(account, await memoryIndexedDb(), false);
    await store.restore(saved);
    const register = async () => {
      const answer = await api.registerDevice(deviceId, deviceName).catch(() => failure('unavailable'));
      return 'ok' in answer ? answer : null;
    };
    const client = this.#client(account, store, registeringTransport(transport(), register), {
      endLogin: () => this.#endLogin(),
      ended: async (wiped) => {
        if (!wiped) await registry.deactivate(userId);
      },
      wipe: () => new Cleanup(place, api, this.#deps.log).wipes(),
      seal: () => store.seal(),
    });
    return { client, store, keptIn: 'memory', notice };
  }

  /** The sign-out is of the whole profile, whatever this page had to make do with. */
  async #endLogin(): Promise<void> {
    const { place, api, log, shelter } = this.#deps;
    const { userId, deviceId } = this.#account;
    shelter.clear(userId);
    if (this.#current.client.account.deviceId !== deviceId) {
      // Tabs that do have the database hear of it on the device's own channel.
      const channel = this.#deps.channel(this.#account);
      channel.post({ kind: 'ended', reason: 'signed-out', wiped: true });
      channel.close();
    }
    await place.registry.forget(userId, { signOut: true, deviceId, db: deviceDbName(userId, deviceId) });
    await new Cleanup(place, api, log).signOuts();
  }

  #store(account: Account, indexedDb: IndexedDb | undefined, lasting: boolean): DexieDeviceStore {
    const { userId, deviceId } = account;
    const { clock, openWithin } = this.#deps;
    const store: DexieDeviceStore = new DexieDeviceStore({
      userId,
      deviceId,
      ...(indexedDb ? { indexedDb } : {}),
      ...(openWithin === undefined || !lasting ? {} : { openWithin }),
      pause: (ms) => new Promise((resolve) => clock.after(ms, resolve)),
      ...(lasting ? {} : { onOutbox: (items) => this.#deps.shelter.keep(userId, deviceId, items) }),
      onGone: (why) => {
        if (this.#current.store === store) void this.#shown.lost(this.#current, why);
      },
      onReopened: () => {
        if (this.#current.store === store) this.#shown.renewed(this.#current);
      },
    });
    return store;
  }

  #client(
    account: Account,
    store: DexieDeviceStore,
    transport: Transport,
    ends: Pick<DeviceClientDeps, 'endLogin' | 'ended' | 'wipe' | 'seal'>,
  ): DeviceClient {
    const { clock, random, log, surroundings, lock, channel } = this.#deps;
    const parts = { clock, random, log, surroundings: surroundings(), lock: lock(account), channel: channel(account) };
    return new DeviceClient({ account, store, room: store, transport, ...parts, ...ends });
  }

  async #takeOver(saved: Saved): Promise<void> {
    const { shelter, log } = this.#deps;
    if (saved.outbox.length === 0) return;
    try {
      await this.#current.store.restore(saved);
      shelter.clear(this.#account.userId);
      // In memory they are still nowhere else.
      if (this.#current.keptIn === 'memory') await this.#current.store.outbox();
    } catch (error) {
      log.note('take-over-failed', { error: nameOf(error) });
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
