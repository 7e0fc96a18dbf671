import type { Delivery } from '@tidemark/timeline';
import type { Clock } from '../clock.ts';
import type { Directory } from '../identity/directory.ts';
import { errorFields, type Log } from '../log.ts';
import { peopleOf } from '../reader/people.ts';
import { frameOf } from './frame.ts';
import type { OnlineDevices } from './online.ts';

export type PublisherDeps = {
  readonly online: OnlineDevices;
  readonly directory: Pick<Directory, 'profiles'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The largest push, in bytes. */
  readonly maxBytes: number;
};

/** A push whose profiles cannot be read is tried again after so many ms, so many times. */
const RETRY = { afterMs: 1000, times: 10 };

/** Tells online devices what a commit has added to their sync timelines: one push per device and commit. */
export class Publisher {
  readonly #deps: PublisherDeps;
  #tail: Promise<void> = Promise.resolve();

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
  }

  /** Pushes after all that was published before. A push is a hint: what fails here is pulled. */
  publish(epoch: string, deliveries: readonly Delivery[]): void {
    this.#enqueue(epoch, deliveries, RETRY.times);
  }

  #enqueue(epoch: string, deliveries: readonly Delivery[], retries: number): void {
    const wanted = deliveries.filter(({ userId, deviceId }) => this.#deps.online.get(userId, deviceId));
    if (wanted.length === 0) return;
    this.#tail = this.#tail
      .then(() => this.#push(epoch, wanted))
      .catch((error: unknown) => {
        this.#deps.log.error({ ...errorFields(error), retries }, 'a push failed');
        // without another push these devices would not see that they are behind
        if (retries > 0) this.#deps.clock.after(RETRY.afterMs, () => this.#enqueue(epoch, wanted, retries - 1));
      });
  }

  /** Resolves when everything published so far was handed to its sockets. */
  async idle(): Promise<void> {
    await this.#tail;
  }

  async #push(epoch: string, deliveries: readonly Delivery[]): Promise<void> {
    const ids = new Set(deliveries.flatMap((delivery) => [...peopleOf(delivery.items)]));
    const profiles = await this.#deps.directory.profiles([...ids]);
    for (const delivery of deliveries) {
      const frame = frameOf(epoch, delivery, profiles, this.#deps.maxBytes);
      if (frame) this.#deps.online.get(delivery.userId, delivery.deviceId)?.push(frame);
    }
  }
}
