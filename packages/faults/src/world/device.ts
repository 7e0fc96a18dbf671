import { DeviceClient, MemorySurroundings, MemoryTabs, SocketTransport } from '@tidemark/sync-client/testing';
import type { DeviceStore, OutboxItem } from '@tidemark/timeline';
import { type DeviceDisk, MemoryDeviceStore } from '@tidemark/timeline/testing';
import type { Recorder } from '../history/recorder.ts';
import type { Link } from '../proxy/link.ts';
import { type Login, ORIGIN } from './accounts.ts';
import { copyOfDisk, journaledDisk } from './disk.ts';
import type { Pace } from './pace.ts';
import { recordedTransport } from './recorded-transport.ts';
import { Tab } from './tab.ts';

export type DeviceParts = {
  readonly deviceId: string;
  readonly login: Login;
  readonly link: Link;
  readonly recorder: Recorder;
  readonly pace: Pace;
  readonly next: () => number;
};

type OpenTab = { readonly tab: Tab; readonly client: DeviceClient };

/** A browser profile: a disk that stays, tabs that come and die, and the product's own engine in each of them. */
export class Device {
  readonly deviceId: string;
  readonly login: Login;
  readonly link: Link;
  readonly #parts: DeviceParts;
  #disk: DeviceDisk;
  #store: DeviceStore;
  #locks: MemoryTabs;
  #open: OpenTab[] = [];
  /** How far the device's clock is off, in ms. */
  skewMs = 0;
  /** The store's method that is writing, for the journal. */
  #by = '';

  constructor(parts: DeviceParts) {
    this.#parts = parts;
    this.deviceId = parts.deviceId;
    this.login = parts.login;
    this.link = parts.link;
    this.#disk = this.#journaled();
    this.#store = this.#recorded(this.#disk);
    this.#locks = new MemoryTabs(realClock());
  }

  /** What stands on the disk. */
  get disk(): Readonly<DeviceDisk> {
    return this.#disk;
  }

  /** Client ids that wait in the outbox; what was refused for good does not wait. */
  get waiting(): readonly string[] {
    return this.#disk.outbox.filter(({ state }) => state.kind !== 'refused').map(({ clientId }) => clientId);
  }

  /** The client of some open tab; null while there is none. */
  get client(): DeviceClient | null {
    const { length } = this.#open;
    return this.#open[Math.floor(this.#parts.next() * length)]?.client ?? null;
  }

  get tabs(): number {
    return this.#open.length;
  }

  open(): void {
    if (this.#open.length === 0) this.#parts.recorder.note({ kind: 'opened', deviceId: this.deviceId });
    const { deviceId, login, link, recorder, pace, next } = this.#parts;
    const tab = new Tab({ pace, next, skewMs: this.skewMs });
    const socket = new SocketTransport({
      clock: tab.clock,
      url: `http://127.0.0.1:${link.port}`,
      extraHeaders: { origin: ORIGIN, cookie: login.cookie },
    });
    const locks = this.#locks.lock();
    const client = new DeviceClient({
      account: { userId: login.userId, username: login.username, displayName: login.username, deviceId },
      store: tab.store(this.#store),
      transport: tab.transport(recordedTransport(socket, deviceId, recorder, pace)),
      lock: {
        take: (mode, on) => {
          const undo = locks.take(mode, {
            held: () => tab.whenAlive(() => on.held()),
            lost: () => tab.whenAlive(() => on.lost()),
          });
          tab.onDeath(undo);
          return undo;
        },
      },
      channel: this.#channelOf(tab),
      clock: tab.clock,
      random: { next, uuid: () => crypto.randomUUID() },
      surroundings: new MemorySurroundings(),
      log: { note: () => undefined },
      endLogin: async () => undefined,
      ended: async () => undefined,
      wipe: async () => undefined,
      seal: () => undefined,
    });
    this.#open.push({ tab, client });
    client.start();
  }

  /** The end of one tab; whatever it was doing stops there. */
  killTab(): void {
    const [victim, ...rest] = this.#open;
    this.#open = rest;
    victim?.tab.kill();
    if (victim && rest.length === 0) this.#parts.recorder.note({ kind: 'died', deviceId: this.deviceId });
  }

  /** The end of all of them. What comes up later has the disk as it was in this instant, and nothing else. */
  kill(): void {
    while (this.#open.length > 0) this.killTab();
    this.#disk = this.#journaled(copyOfDisk(this.#disk));
    this.#store = this.#recorded(this.#disk);
    this.#locks = new MemoryTabs(realClock());
  }

  #channelOf(tab: Tab) {
    const channel = this.#locks.channel();
    tab.onDeath(() => channel.close());
    return {
      post: channel.post.bind(channel),
      listen: (listener: Parameters<typeof channel.listen>[0]) =>
        channel.listen((message) => tab.whenAlive(() => listener(message))),
      close: () => channel.close(),
    };
  }

  #journaled(before?: DeviceDisk): DeviceDisk {
    const { deviceId, recorder } = this.#parts;
    return journaledDisk(
      {
        applied: ({ sessionId, seq, clientId }) =>
          recorder.note({ kind: 'applied', deviceId, sessionId, seq, clientId, by: this.#by }),
        moved: ({ epoch, checkpoint }) => recorder.note({ kind: 'moved', deviceId, epoch, checkpoint, by: this.#by }),
        followed: (sessionId, from, to) =>
          recorder.note({ kind: 'followed', deviceId, sessionId, from, to, by: this.#by }),
        forgot: (sessionId) => recorder.note({ kind: 'forgot', deviceId, sessionId }),
      },
      before,
    );
  }

  /** The store, which says who writes, and writes down what the user has sent once it is in the outbox. */
  #recorded(disk: DeviceDisk): DeviceStore {
    const { deviceId, login, recorder } = this.#parts;
    return new Proxy<DeviceStore>(new MemoryDeviceStore(login.userId, disk), {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...args: readonly unknown[]): unknown => {
          // In memory a method does all that it does before it returns, so there is one writer at a time.
          this.#by = String(name);
          const result: unknown = Reflect.apply(member, target, args);
          this.#by = '';
          if (name !== 'enqueue') return result;
          const { action, sessionId, clientId } = args[0] as OutboxItem;
          if (action.kind === 'send') recorder.note({ kind: 'sent', deviceId, sessionId, clientId });
          return result;
        };
      },
    });
  }
}

function realClock() {
  return {
    now: () => Date.now(),
    after: (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}
