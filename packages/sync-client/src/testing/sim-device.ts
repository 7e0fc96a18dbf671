import type { DeviceStore } from '@tidemark/timeline';
import { type DeviceDisk, MemoryDeviceStore, emptyDisk } from '@tidemark/timeline/testing';
import { DeviceClient } from '../device-client.ts';
import type { Clock, TabChannel } from '../ports.ts';
import { MemorySurroundings, MemoryTabs } from './memory-tabs.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimServer } from './sim-server.ts';
import { type SimFaults, SimTransport, noFaults } from './sim-transport.ts';

const WRITES: ReadonlySet<string> = new Set([
  'acquire',
  'apply',
  'applySession',
  'catchUp',
  'replace',
  'fill',
  'putChanges',
  'repair',
  'syncCompared',
  'noteAudited',
  'noteDays',
  'enqueue',
  'settle',
  'settleOrphans',
  'discard',
]);

/** One browser profile: a disk, and tabs that come, freeze and die. */
export class SimDevice {
  readonly userId: string;
  readonly deviceId: string;
  readonly faults: SimFaults = noFaults();
  readonly #server: SimServer;
  readonly #random: SeededRandom;
  readonly #tabs: MemoryTabs;
  disk: DeviceDisk = emptyDisk();
  /** By how much the clock of this device is off, in ms; of the tabs opened from then on. */
  skewMs = 0;
  /** Sign-outs that reached the server's HTTP side. */
  endedLogins = 0;

  constructor(server: SimServer, random: SeededRandom, userId: string) {
    this.#server = server;
    this.#random = random;
    this.#tabs = new MemoryTabs(server.clock);
    this.userId = userId;
    this.deviceId = random.uuid();
  }

  /** The disk as a test looks at it. */
  get store(): MemoryDeviceStore {
    return new MemoryDeviceStore(this.userId, this.disk);
  }

  open(store: DeviceStore = this.store): SimTab {
    const { clock } = this.#server;
    const { skewMs } = this;
    const tab = new SimTab({ now: () => clock.now() + skewMs, after: (ms, run) => clock.after(ms, run) });
    const user = this.#server.users.get(this.userId) ?? { userId: this.userId, username: '', displayName: '' };
    const transport = new SimTransport(this.#server, this.#random, this.faults, (run) => tab.whenAwake(run));
    const lock = this.#tabs.lock();
    const client = new DeviceClient({
      account: { ...user, deviceId: this.deviceId },
      store: tab.slowed(store, this.#random),
      transport,
      lock: {
        take: (mode, on) => {
          const undo = lock.take(mode, {
            held: () => tab.whenAwake(() => on.held()),
            lost: () => tab.whenAwake(() => on.lost()),
          });
          tab.onDeath(undo);
          return undo;
        },
      },
      channel: tab.heard(this.#tabs.channel()),
      clock: tab.clock,
      random: this.#random,
      surroundings: tab.surroundings,
      log: { note: () => {} },
      endLogin: async () => {
        this.endedLogins += 1;
      },
      ended: async () => {},
      wipe: async () => {
        this.disk = emptyDisk();
      },
      seal: () => {},
    });
    tab.onDeath(() => transport.die());
    tab.run(client, transport);
    return tab;
  }
}

/** One tab: a client on parts that a test can freeze (nothing runs, the lock is kept) or kill (as if the page closed). */
export class SimTab {
  readonly surroundings = new MemorySurroundings();
  readonly clock: Clock;
  readonly #ends: (() => void)[] = [];
  #waiting: (() => void)[] = [];
  #state: 'awake' | 'frozen' | 'dead' = 'awake';
  #client: DeviceClient | null = null;
  #transport: SimTransport | null = null;

  constructor(clock: Clock) {
    this.clock = { now: () => clock.now(), after: (ms, run) => clock.after(ms, () => this.whenAwake(run)) };
  }

  get client(): DeviceClient {
    if (this.#client === null) throw new Error('the tab has no client yet');
    return this.#client;
  }

  get transport(): SimTransport {
    if (this.#transport === null) throw new Error('the tab has no client yet');
    return this.#transport;
  }

  run(client: DeviceClient, transport: SimTransport): void {
    this.#client = client;
    this.#transport = transport;
    client.start();
  }

  onDeath(end: () => void): void {
    this.#ends.push(end);
  }

  kill(): void {
    this.#state = 'dead';
    this.#waiting = [];
    for (const end of this.#ends.splice(0)) end();
  }

  freeze(): void {
    this.#state = 'frozen';
  }

  thaw(): void {
    this.#state = 'awake';
    for (const run of this.#waiting.splice(0)) run();
  }

  /** Runs now, after the thaw, or never. */
  whenAwake(run: () => void): void {
    if (this.#state === 'awake') run();
    else if (this.#state === 'frozen') this.#waiting.push(run);
  }

  heard(channel: TabChannel): TabChannel {
    return {
      post: (message) => {
        if (this.#state !== 'dead') channel.post(message);
      },
      listen: (listener) => channel.listen((message) => this.whenAwake(() => listener(message))),
      close: () => channel.close(),
    };
  }

  /** The store, its writes a little slow: the tab may die or freeze before one gets through, or before its answer. */
  slowed(store: DeviceStore, random: SeededRandom): DeviceStore {
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        if (!WRITES.has(String(name))) return member.bind(target);
        return (...args: unknown[]) =>
          new Promise((resolve, reject) => {
            this.clock.after(random.int(0, 4), () => {
              Promise.resolve(Reflect.apply(member, target, args)).then(
                (value) => this.clock.after(random.int(0, 4), () => resolve(value)),
                (error: unknown) => this.clock.after(0, () => reject(error)),
              );
            });
          });
      },
    });
  }
}
