import {
  judge,
  keyOf,
  type Asker,
  type DeviceName,
  type ReadStandings,
  type Standing,
  type Verdict,
} from './standing.ts';

type Waiting = {
  readonly device: DeviceName;
  readonly resolve: (standing: Standing | undefined) => void;
  readonly reject: (error: unknown) => void;
};

/** Devices per statement, at most. */
const MOST_AT_ONCE = 1000;

/**
 * What devices may do, asked of the database for every request: nothing is remembered, so what another node has
 * acknowledged holds here from that moment on. All that ask while one statement runs share the next one, which begins
 * after each of them has asked.
 */
export class Rights {
  readonly #read: ReadStandings;
  #queue: Waiting[] = [];
  #running = false;

  constructor(read: ReadStandings) {
    this.#read = read;
  }

  /** @throws what the database says when it cannot be asked */
  async check(who: Asker): Promise<Verdict> {
    return judge(who.loginId, await this.standing(who));
  }

  /** One verdict for each, by one statement of their own that begins now. */
  async checkAll(askers: readonly Asker[]): Promise<readonly Verdict[]> {
    const devices = new Map(askers.map((asker) => [keyOf(asker), asker]));
    const found = new Map((await this.#read([...devices.values()])).map((one) => [keyOf(one), one]));
    return askers.map((asker) => judge(asker.loginId, found.get(keyOf(asker))));
  }

  /** The device as it is now; undefined when there is none. */
  standing(device: DeviceName): Promise<Standing | undefined> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ device, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      // one turn of the event loop, so that what arrived in one read of the sockets shares a statement
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, MOST_AT_ONCE);
      this.#queue = this.#queue.slice(batch.length);
      await this.#answer(batch);
    }
    this.#running = false;
  }

  async #answer(batch: readonly Waiting[]): Promise<void> {
    const devices = new Map(batch.map(({ device }) => [keyOf(device), device]));
    try {
      const found = new Map((await this.#read([...devices.values()])).map((one) => [keyOf(one), one]));
      for (const { device, resolve } of batch) resolve(found.get(keyOf(device)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
