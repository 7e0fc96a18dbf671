import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../world/world.ts';
import { FAULTS, type Fault } from './faults.ts';

/** Between two strokes, in ms. */
const PAUSE = { least: 100, most: 700 };

/** Breaks things in an order that the seed decides, several at a time, and mends all of it in the end. */
export class Nemesis {
  readonly #world: World;
  readonly #busy = new Set<string>();
  readonly #mending = new Set<Promise<void>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Strikes for so many seconds: every fault once, in a random order, then as their weights say. */
  async strikeFor(seconds: number): Promise<void> {
    const { rng } = this.#world;
    const end = performance.now() + seconds * 1_000;
    const pending = FAULTS.map((fault) => ({ fault, at: rng.next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ fault }) => fault);
    while (performance.now() < end || pending.length > 0) {
      const next = pending.shift();
      if (!next) await this.#strike(this.#some());
      else if (!(await this.#strike(next))) pending.push(next);
      await sleep(rng.int(PAUSE.least, PAUSE.most));
    }
  }

  /** Resolves when all is whole again. */
  async mended(): Promise<void> {
    while (this.#mending.size > 0) await Promise.all(this.#mending);
  }

  async #strike({ name, strike }: Fault): Promise<boolean> {
    const { recorder } = this.#world;
    const stroke = await strike(this.#world, (key) => !this.#busy.has(key));
    if (stroke === null) return false;
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

  #some(): Fault {
    const total = FAULTS.reduce((sum, { weight }) => sum + weight, 0);
    let at = this.#world.rng.next() * total;
    for (const fault of FAULTS) {
      at -= fault.weight;
      if (at < 0) return fault;
    }
    throw new Error('there is no fault');
  }
}
