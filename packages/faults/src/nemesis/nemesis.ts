import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../world/world.ts';
import { type Fault, faultsFor } from './faults.ts';

/** Between two strokes, in ms. */
const PAUSE = { least: 100, most: 700 };

/** So many messages are acknowledged between two stops of the service, and within so many ms after the time is over. */
const SERVED = 60;
const SERVED_WITHIN_MS = 180_000;

/** Breaks things in an order that the seed decides, several at a time, and mends all of it in the end. */
export class Nemesis {
  readonly #world: World;
  readonly #faults: readonly Fault[];
  /** Service is stopped again when so many messages are acknowledged. */
  #dueAt = SERVED;
  readonly #busy = new Set<string>();
  readonly #mending = new Set<Promise<void>>();

  constructor(world: World) {
    this.#world = world;
    this.#faults = faultsFor(world);
  }

  /** Strikes for so many seconds: every fault once, in a random order, then as their weights say. */
  async strikeFor(seconds: number): Promise<void> {
    const { rng } = this.#world;
    const end = performance.now() + seconds * 1_000;
    const latest = end + SERVED_WITHIN_MS;
    const pending = this.#faults
      .map((fault) => ({ fault, at: rng.next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ fault }) => fault);
    while (performance.now() < end || pending.length > 0) {
      const at = pending.findIndex((fault) => this.#isTime(fault));
      const [next] = at === -1 ? [] : pending.splice(at, 1);
      if (next) {
        if (!(await this.#strike(next))) pending.push(next);
      } else if (pending.length === 0) await this.#strikeSome();
      await sleep(rng.int(PAUSE.least, PAUSE.most));
      if (performance.now() > latest) throw new Error('nobody is served any more');
    }
  }

  /** Resolves when all is whole again. */
  async mended(): Promise<void> {
    while (this.#mending.size > 0) await Promise.all(this.#mending);
  }

  async #strike({ name, strike, stopsService }: Fault): Promise<boolean> {
    const { recorder } = this.#world;
    const stroke = await strike(this.#world, (key) => !this.#busy.has(key));
    if (stroke === null) return false;
    if (stopsService) this.#dueAt = recorder.acknowledged + SERVED;
    const { target, keys, lastsMs, mend } = stroke;
    for (const key of keys) this.#busy.add(key);
    recorder.note({ kind: 'fault', fault: name, target, ends: false });
    const mending = sleep(lastsMs)
      .then(mend)
      .then(() => {
        recorder.note({ kind: 'fault', fault: name, target, ends: true });
        for (const key of keys) this.#busy.delete(key);
      })
      .catch((error: unknown) => void this.#world.problems.push(`${name} ${target} cannot be mended: ${String(error)}`))
      .finally(() => this.#mending.delete(mending));
    this.#mending.add(mending);
    return true;
  }

  #isTime({ stopsService }: Fault): boolean {
    return !stopsService || this.#world.recorder.acknowledged >= this.#dueAt;
  }

  async #strikeSome(): Promise<void> {
    const fault = this.#some();
    if (this.#isTime(fault)) await this.#strike(fault);
  }

  #some(): Fault {
    const total = this.#faults.reduce((sum, { weight }) => sum + weight, 0);
    let at = this.#world.rng.next() * total;
    for (const fault of this.#faults) {
      at -= fault.weight;
      if (at < 0) return fault;
    }
    throw new Error('there is no fault');
  }
}
