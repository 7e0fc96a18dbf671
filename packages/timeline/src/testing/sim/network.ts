import { fateOfFollower } from '../../following.ts';
import type { SessionFrame, SyncFrame } from '../../pages.ts';
import { asTold } from '../../reading.ts';
import type { Delivery, Followings, SessionDelivery, Tidings, TimelineStore } from '../../timeline-store.ts';
import type { Bounds } from '../../pages.ts';
import type { Rng } from './rng.ts';
import type { Schedule } from './schedule.ts';

/** How badly the network behaves. Probabilities in [0, 1], times in virtual ms. */
export type Weather = {
  readonly latency: readonly [number, number];
  readonly dropPush: number;
  readonly doublePush: number;
  readonly loseRequest: number;
  readonly loseAnswer: number;
  /** A request that is not answered within so many ms counts as lost. */
  readonly timeout: number;
};

export const FAIR: Weather = {
  latency: [1, 5],
  dropPush: 0,
  doublePush: 0,
  loseRequest: 0,
  loseAnswer: 0,
  timeout: 5_000,
};

/** The client's end of one connection. */
export type Link = {
  readonly request: <T>(work: () => Promise<T>) => Promise<T | 'lost'>;
  readonly close: () => void;
};

export type LinkEvents = {
  readonly hello: (bounds: Bounds) => void;
  readonly refused: (code: string) => void;
  readonly push: (frame: SyncFrame) => void;
  readonly pushSession: (frame: SessionFrame) => void;
  /** Follow these anew. */
  readonly moved: (sessionIds: readonly string[]) => void;
  readonly down: () => void;
};

/** The server's end of a connection, with the sessions that it tells of: how each is followed. */
type ServerLink = {
  alive: boolean;
  readonly userId: string;
  readonly events: LinkEvents;
  readonly followed: Map<string, Pick<Followings['followed'][number], 'generation' | 'from'>>;
};

/**
 * The server process with its connections. The store behind it is the database: it outlives the process. Pushes may be
 * dropped, doubled and reordered, requests and answers lost, links cut with or without the client noticing.
 */
export class SimNetwork {
  weather: Weather = FAIR;
  serverUp = true;
  /** Connections opened since the beginning, by device. */
  readonly opened = new Map<string, number>();
  readonly #links = new Map<string, ServerLink>();
  readonly #store: TimelineStore;
  readonly #schedule: Schedule;
  readonly #rng: Rng;

  constructor(store: TimelineStore, schedule: Schedule, rng: Rng) {
    this.#store = store;
    this.#schedule = schedule;
    this.#rng = rng;
  }

  /** A device connects; the newest connection of a device replaces the one before. */
  connect(userId: string, deviceId: string, events: LinkEvents): Link {
    const link: ServerLink = { alive: true, userId, events, followed: new Map() };
    let answered = false;
    let closed = false;
    // A link that never greets is no link: a transport gives up on it and says so.
    this.#schedule.after(this.weather.timeout, () => {
      if (answered || closed) return;
      link.alive = false;
      events.down();
    });
    this.opened.set(deviceId, (this.opened.get(deviceId) ?? 0) + 1);
    const alive = () => link.alive && this.serverUp;
    this.#later(async () => {
      if (!link.alive) return;
      const device = this.serverUp ? await this.#store.device(userId, deviceId) : null;
      if (!this.serverUp) return;
      if (device?.status !== 'active') {
        this.#later(() => {
          if (!alive()) return;
          answered = true;
          events.refused(device ? 'device-revoked' : 'device-unknown');
        });
        return;
      }
      const older = this.#links.get(deviceId);
      if (older) this.#drop(older);
      this.#links.set(deviceId, link);
      const bounds = { epoch: await this.#store.epoch(), head: device.head, floor: device.floor };
      this.#later(() => {
        if (!alive()) return;
        answered = true;
        events.hello(bounds);
      });
    });
    return {
      request: <T>(work: () => Promise<T>) => this.#request(alive, work),
      close: () => {
        closed = true;
        link.alive = false;
        if (this.#links.get(deviceId) === link) this.#links.delete(deviceId);
      },
    };
  }

  /** Tells those who are online what a commit added. */
  push({ epoch, deliveries, sessionDeliveries }: Tidings): void {
    for (const delivery of deliveries) this.#pushSync(epoch, delivery);
    for (const delivery of sessionDeliveries) {
      for (const link of this.#links.values()) this.#pushSession(epoch, delivery, link);
    }
  }

  /** A device has asked for its sessions: it is told of them from now on. */
  follow(deviceId: string, { followed }: Followings): void {
    const link = this.#links.get(deviceId);
    for (const { sessionId, generation, from } of followed) link?.followed.set(sessionId, { generation, from });
  }

  #pushSync(epoch: string, delivery: Delivery): void {
    const link = this.#links.get(delivery.deviceId);
    const [first] = delivery.items;
    const last = delivery.items.at(-1);
    if (!link || !first || !last) return;
    const [from, to] = [first.syncSeq, last.syncSeq];
    const { floor, items } = delivery;
    const frame: SyncFrame = { epoch, head: to, floor, from, to, items, users: [] };
    this.#tell(link, () => link.events.push(frame));
  }

  /** By generation (SPEC MD-7): who follows in another one is asked to follow anew, and told nothing. */
  #pushSession(epoch: string, delivery: SessionDelivery, link: ServerLink): void {
    const { sessionId, generation, entries } = delivery;
    const followed = link.followed.get(sessionId);
    const [first, last] = [entries[0], entries.at(-1)];
    if (followed === undefined || !first || !last) return;
    link.followed.delete(sessionId);
    const fate = fateOfFollower(followed.generation, link.userId, delivery);
    if (fate === 'anew') this.#tell(link, () => link.events.moved([sessionId]));
    if (fate !== 'tell') return;
    link.followed.set(sessionId, { ...followed, generation });
    const told = entries.map((entry) => asTold(entry, followed.from));
    const frame: SessionFrame = { epoch, sessionId, from: first.seq, to: last.seq, entries: told, users: [] };
    this.#tell(link, () => link.events.pushSession(frame));
  }

  /** Pushes may be lost, doubled and overtaken. */
  #tell(link: ServerLink, tell: () => void): void {
    const send = () => this.#later(() => link.alive && this.serverUp && tell());
    if (!this.#rng.chance(this.weather.dropPush)) send();
    if (this.#rng.chance(this.weather.doublePush)) send();
  }

  /** Cuts a device's link. Half-open: the client is not told and finds out by itself. */
  cut(deviceId: string, halfOpen: boolean): void {
    const link = this.#links.get(deviceId);
    if (!link) return;
    this.#links.delete(deviceId);
    if (halfOpen) link.alive = false;
    else this.#drop(link);
  }

  /** The server process dies: every link goes down, answers under way are lost, what was committed stays. */
  crashServer(): void {
    this.serverUp = false;
    for (const link of this.#links.values()) this.#drop(link);
    this.#links.clear();
  }

  #drop(link: { alive: boolean; events: LinkEvents }): void {
    if (!link.alive) return;
    link.alive = false;
    this.#later(() => link.events.down());
  }

  #later(task: () => unknown): void {
    const [least, most] = this.weather.latency;
    this.#schedule.after(this.#rng.int(least, most), async () => void (await task()));
  }

  #request<T>(alive: () => boolean, work: () => Promise<T>): Promise<T | 'lost'> {
    const { loseRequest, loseAnswer, timeout } = this.weather;
    return new Promise((resolve, reject) => {
      this.#schedule.after(timeout, () => resolve('lost'));
      if (this.#rng.chance(loseRequest)) return;
      this.#later(async () => {
        if (!alive()) return;
        const answer = await work().catch(reject);
        if (this.#rng.chance(loseAnswer)) return;
        this.#later(() => alive() && resolve(answer as T));
      });
    });
  }
}
