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
    const found = await this.#readEach(askers);
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
    try {
      const found = await this.#readEach(batch.map(({ device }) => device));
      for (const { device, resolve } of batch) resolve(found.get(keyOf(device)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** The devices as they are now by their key, each asked for once. */
  async #readEach(devices: readonly DeviceName[]): Promise<ReadonlyMap<string, Standing>> {
    const asked = new Map(devices.map((device) => [keyOf(device), device]));
    return new Map((await this.#read([...asked.values()])).map((one) => [keyOf(one), one]));
  }
}
