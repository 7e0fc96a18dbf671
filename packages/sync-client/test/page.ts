import { failure } from '@tidemark/protocol';
import type { AccountsApi } from '../src/browser/accounts-api.ts';
import { Lives } from '../src/browser/lives.ts';
import { Shelter } from '../src/browser/shelter.ts';
import type { Account } from '../src/client.ts';
import { Registry } from '../src/store/registry.ts';
import { MemorySurroundings, MemoryTabs } from '../src/testing/memory-tabs.ts';
import { SimTransport, noFaults } from '../src/testing/sim-transport.ts';
import type { SurvivingClient } from '../src/surviving-client.ts';
import { type FaultyIndexedDb, faultyIndexedDb } from './faulty-indexed-db.ts';
import { World } from './world.ts';

/** A browser profile where Alice is signed in, whose storage a test takes away, and the pages that it opens. */
export class Profile {
  readonly world: World;
  readonly account: Account;
  readonly storage: FaultyIndexedDb;
  readonly local = new Map<string, string>();
  readonly faults = noFaults();
  /** In ms of real time: long, but for a database that never opens. */
  openWithin = 20_000;
  readonly #tabs = new Map<string, MemoryTabs>();

  private constructor(world: World, account: Account) {
    this.world = world;
    this.account = account;
    this.storage = faultyIndexedDb(account.deviceId);
  }

  static async make(seed: number): Promise<Profile> {
    const world = new World(seed);
    const deviceId = world.random.uuid();
    await world.server.register(world.alice, deviceId);
    const profile = new Profile(world, { userId: world.alice, username: 'alice', displayName: 'alice', deviceId });
    const registry = new Registry(profile.storage);
    await registry.activate(profile.account);
    registry.close();
    return profile;
  }

  /** Loads a page; it is live unless the server is away. */
  async open(fresh = false): Promise<SurvivingClient> {
    const client = await this.load(fresh);
    if (!this.faults.down) await this.until(() => client.status.get().kind === 'live');
    return client;
  }

  async load(fresh = false): Promise<SurvivingClient> {
    const { world } = this;
    const registry = new Registry(this.storage);
    await registry.open();
    const lives = new Lives(
      {
        place: { registry, indexedDb: this.storage, lasting: true },
        api: this.#api(),
        shelter: new Shelter(() => localPlace(this.local)),
        log: { note: () => {} },
        clock: world.clock,
        random: world.random,
        surroundings: () => new MemorySurroundings(),
        transport: () => new SimTransport(world.server, world.random, this.faults),
        lock: (of) => this.#tabsOf(of).lock(),
        channel: (of) => this.#tabsOf(of).channel(),
        deviceName: 'a test',
        openWithin: this.openWithin,
      },
      this.account,
    );
    const client = await this.finish(lives.begin(fresh));
    client.start();
    return client;
  }

  /** Lets everything run until `done` holds: the test's clock, and the browser's storage in its own time. */
  async until(done: () => boolean | Promise<boolean>): Promise<void> {
    for (let turns = 0; turns < 3_000_000; turns += 1) {
      if (await done()) return;
      this.world.clock.next();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    throw new Error('not reached');
  }

  async finish<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const noted = () => {
      settled = true;
    };
    work.then(noted, noted);
    await this.until(() => settled);
    return work;
  }

  /** The texts that a page shows of a session. */
  async shown(client: SurvivingClient, sessionId: string): Promise<string[]> {
    return World.texts(await client.live.window(sessionId, 1, 10_000));
  }

  #tabsOf({ deviceId }: Account): MemoryTabs {
    const tabs = this.#tabs.get(deviceId) ?? new MemoryTabs(this.world.clock);
    this.#tabs.set(deviceId, tabs);
    return tabs;
  }

  #api(): AccountsApi {
    const { server } = this.world;
    const never = () => Promise.reject(new Error('not asked for in these tests'));
    return {
      signIn: never,
      signUp: never,
      registerDevice: async (deviceId) => {
        if (this.faults.down) return failure('unavailable');
        await server.register(this.account.userId, deviceId);
        return this.account;
      },
      signOut: async (deviceId) => {
        server.signedOut.add(deviceId);
        return true;
      },
    };
  }
}

function localPlace(kept: Map<string, string>) {
  return {
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}
