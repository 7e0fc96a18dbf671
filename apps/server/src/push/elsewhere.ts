import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { DeviceName } from '../rights/standing.ts';
import type { OnlineDevices } from './online.ts';

/** Nodes name their devices so often, and believe each other's word for so long, in ms. */
const NAME_EVERY_MS = 60_000;
const BELIEVE_MS = 150_000;
/** Devices per message. */
const AT_ONCE = 1000;

export type ElsewhereDeps = { readonly bus: Bus; readonly online: OnlineDevices; readonly clock: Clock };

/** Which devices are online on other nodes, by those nodes' word: for people to see, nothing is decided by it. */
export class Elsewhere {
  readonly #deps: ElsewhereDeps;
  /** By user and device: until when it is believed. */
  readonly #until = new Map<string, Map<string, number>>();
  #cancel: () => void = () => {};

  constructor(deps: ElsewhereDeps) {
    this.#deps = deps;
  }

  /** Names the devices of this node to the others, now and from time to time; `asks` for theirs. */
  start(asks = false): void {
    this.#cancel();
    if (!this.#deps.bus.hasOthers) return;
    const devices = this.#deps.online.all().map(({ who: { userId, deviceId } }) => ({ userId, deviceId }));
    for (let from = 0; from === 0 || from < devices.length; from += AT_ONCE) {
      this.#deps.bus.publish({
        kind: 'devices-here',
        devices: devices.slice(from, from + AT_ONCE),
        asks: asks && from === 0,
      });
    }
    const now = this.#deps.clock.now();
    for (const [userId, known] of this.#until) {
      for (const [deviceId, until] of known) if (until <= now) this.forget({ userId, deviceId });
    }
    this.#cancel = this.#deps.clock.after(NAME_EVERY_MS, () => this.start());
  }

  stop(): void {
    this.#cancel();
  }

  /** Another node has these devices. */
  note(devices: readonly DeviceName[]): void {
    const until = this.#deps.clock.now() + BELIEVE_MS;
    for (const { userId, deviceId } of devices) {
      this.#until.set(userId, (this.#until.get(userId) ?? new Map<string, number>()).set(deviceId, until));
    }
  }

  /** Another node has this device no more. */
  forget({ userId, deviceId }: DeviceName): void {
    const devices = this.#until.get(userId);
    devices?.delete(deviceId);
    if (devices?.size === 0) this.#until.delete(userId);
  }

  has({ userId, deviceId }: DeviceName): boolean {
    return (this.#until.get(userId)?.get(deviceId) ?? 0) > this.#deps.clock.now();
  }

  /** True when a device of the user is on another node. */
  hasUser(userId: string): boolean {
    const now = this.#deps.clock.now();
    return [...(this.#until.get(userId)?.values() ?? [])].some((until) => until > now);
  }
}
