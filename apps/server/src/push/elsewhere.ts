import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { DeviceName } from '../rights/standing.ts';
import type { OnlineDevices } from './online.ts';

/** Nodes name their devices so often, and believe each other's word for so long, in ms. */
const NAME_EVERY_MS = 60_000;
const BELIEVE_MS = 150_000;
/** Devices per message. */
const AT_ONCE = 1000;

/** A device on a node, and when its socket took its place, by the clock of all nodes, in microseconds. */
export type DeviceThere = DeviceName & { readonly since?: number };

/** The newest word on a device: whether it is on another node, by a socket of which time, and until when it holds. */
type Word = { readonly there: boolean; readonly since: number; readonly until: number };

/** Before anything was said. */
const NO_WORD: Word = { there: false, since: -1, until: 0 };

export type ElsewhereDeps = { readonly bus: Bus; readonly online: OnlineDevices; readonly clock: Clock };

/**
 * Which devices are online on other nodes, by those nodes' word: for people to see, nothing is decided by it. Words may
 * come late: one on a socket is passed over where another is known of a newer one, or that it has left.
 */
export class Elsewhere {
  readonly #deps: ElsewhereDeps;
  /** By user and device. */
  readonly #words = new Map<string, Map<string, Word>>();
  #cancel: () => void = () => {};

  constructor(deps: ElsewhereDeps) {
    this.#deps = deps;
  }

  /** Names the devices of this node to the others, now and from time to time; `asks` for theirs. */
  start(asks = false): void {
    this.#cancel();
    if (!this.#deps.bus.hasOthers) return;
    // One that has not taken its place yet is told of when it does.
    const devices = this.#deps.online.all().flatMap(({ who: { userId, deviceId }, since }) => {
      return since === null ? [] : [{ userId, deviceId, since }];
    });
    for (let from = 0; from === 0 || from < devices.length; from += AT_ONCE) {
      this.#deps.bus.publish({
        kind: 'devices-here',
        devices: devices.slice(from, from + AT_ONCE),
        asks: asks && from === 0,
      });
    }
    const now = this.#deps.clock.now();
    for (const [userId, words] of this.#words) {
      for (const [deviceId, { until }] of words) if (until <= now) words.delete(deviceId);
      if (words.size === 0) this.#words.delete(userId);
    }
    this.#cancel = this.#deps.clock.after(NAME_EVERY_MS, () => this.start());
  }

  stop(): void {
    this.#cancel();
  }

  /** Another node has these devices. */
  note(devices: readonly DeviceThere[]): void {
    for (const device of devices) {
      const { since, until, there } = this.#wordOn(device) ?? NO_WORD;
      // An older node says no time: what it says is believed as it comes.
      const said = device.since ?? since + 1;
      const isOld = there ? said < since : said <= since;
      if (!isOld || until <= this.#deps.clock.now()) this.#put(device, true, said);
    }
  }

  /** Another node has this device no more, by a socket that took its place at that time; or it has come here. */
  forget(device: DeviceName, at?: number): void {
    const { since } = this.#wordOn(device) ?? NO_WORD;
    if (at !== undefined && at < since) return;
    if (this.#deps.bus.hasOthers) this.#put(device, false, at ?? since);
  }

  has(device: DeviceName): boolean {
    return this.#isThere(this.#wordOn(device));
  }

  /** True when a device of the user is on another node. */
  hasUser(userId: string): boolean {
    return [...(this.#words.get(userId)?.values() ?? [])].some((word) => this.#isThere(word));
  }

  #wordOn({ userId, deviceId }: DeviceName): Word | undefined {
    return this.#words.get(userId)?.get(deviceId);
  }

  #isThere(word: Word | undefined): boolean {
    return word !== undefined && word.there && word.until > this.#deps.clock.now();
  }

  #put({ userId, deviceId }: DeviceName, there: boolean, since: number): void {
    const until = this.#deps.clock.now() + BELIEVE_MS;
    const words = this.#words.get(userId) ?? new Map<string, Word>();
    this.#words.set(userId, words.set(deviceId, { there, since, until }));
  }
}
