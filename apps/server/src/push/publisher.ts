import { peopleIn } from '@tidemark/timeline';
import type { Delivery, SessionDelivery, Tidings } from '@tidemark/timeline';
import type { Clock } from '../clock.ts';
import type { Connection } from '../gateway/connection.ts';
import type { Directory } from '../identity/directory.ts';
import { errorFields, type Log } from '../log.ts';
import { peopleOf } from '../reader/people.ts';
import type { Hearer, Settled } from './followers.ts';
import { frameOf } from './frame.ts';
import type { OnlineDevices } from './online.ts';
import type { SessionPublisher } from './session-publisher.ts';

export type PublisherDeps = {
  readonly online: OnlineDevices;
  readonly sessions: SessionPublisher;
  readonly directory: Pick<Directory, 'profiles'>;
  /** The user of a connection has left a session, or was removed. */
  readonly stayEnded: (connection: Connection, sessionId: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** The largest push, in bytes. */
  readonly maxBytes: number;
};

/** A push whose profiles cannot be read is tried again after so many ms, so many times. */
const RETRY = { afterMs: 1000, times: 10 };

/** Tells those who are online what a commit has added: one push per device and commit, one per session in pull mode. */
export class Publisher {
  readonly #deps: PublisherDeps;
  #tail: Promise<void> = Promise.resolve();

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
  }

  /** Pushes after all that was published before. A push is a hint: what fails here is pulled. */
  publish(tidings: Tidings): void {
    // At once: a right that has ended waits for nothing that a push waits for.
    for (const delivery of tidings.deliveries) {
      const connection = this.#deps.online.get(delivery.userId, delivery.deviceId);
      if (connection) for (const sessionId of endedFor(delivery)) this.#deps.stayEnded(connection, sessionId);
    }
    this.#enqueue(tidings, RETRY.times);
  }

  /** What was committed while a device asked to follow, in order, after all that was published before. */
  tellFollower(connection: Connection, epoch: string, settled: readonly Settled[]): void {
    for (const one of settled) {
      if (one.kind === 'anew') connection.sessionMoved(one.sessionId);
      else this.#after(() => this.#pushTo({ connection, from: one.from }, epoch, one.delivery));
    }
  }

  #enqueue(tidings: Tidings, retries: number): void {
    const { epoch, sessionDeliveries } = tidings;
    const deliveries = tidings.deliveries.filter(({ userId, deviceId }) => this.#deps.online.get(userId, deviceId));
    if (deliveries.length === 0 && sessionDeliveries.length === 0) return;
    this.#tail = this.#tail
      .then(() => this.#push({ epoch, deliveries, sessionDeliveries }))
      .catch((error: unknown) => {
        this.#deps.log.error({ ...errorFields(error), retries }, 'a push failed');
        // without another push these devices would not see that they are behind
        if (retries > 0) this.#deps.clock.after(RETRY.afterMs, () => this.#enqueue(tidings, retries - 1));
      });
  }

  /** Resolves when everything published so far was handed to its sockets. */
  async idle(): Promise<void> {
    await this.#tail;
  }

  #after(work: () => Promise<void>): void {
    this.#tail = this.#tail.then(work).catch((error: unknown) => {
      this.#deps.log.error(errorFields(error), 'a follower was not told');
    });
  }

  async #pushTo(hearer: Hearer, epoch: string, delivery: SessionDelivery): Promise<void> {
    const profiles = await this.#deps.directory.profiles([...peopleIn(delivery.entries)]);
    this.#deps.sessions.tell([hearer], epoch, delivery, profiles);
  }

  async #push({ epoch, deliveries, sessionDeliveries }: Tidings): Promise<void> {
    const ids = new Set(deliveries.flatMap((delivery) => [...peopleOf(delivery.items)]));
    for (const { entries } of sessionDeliveries) for (const id of peopleIn(entries)) ids.add(id);
    const profiles = await this.#deps.directory.profiles([...ids]);
    for (const delivery of deliveries) {
      const frame = frameOf(epoch, delivery, profiles, this.#deps.maxBytes);
      const connection = this.#deps.online.get(delivery.userId, delivery.deviceId);
      if (!frame || !connection) continue;
      connection.push(frame);
    }
    for (const delivery of sessionDeliveries) this.#deps.sessions.push(epoch, delivery, profiles);
  }
}

/** The sessions in which a delivery tells its user that their stay has ended. */
function endedFor({ userId, items }: Delivery): readonly string[] {
  return items.flatMap((item) => {
    if (item.kind !== 'entry' || !('memberId' in item.entry.body)) return [];
    return item.entry.body.memberId === userId ? [item.entry.sessionId] : [];
  });
}
