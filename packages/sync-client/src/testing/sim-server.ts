import {
  CLIENT_EVENTS,
  type ClientEvent,
  type ErrorCode,
  type Failure,
  type Handshake,
  SERVER_EVENTS,
  failure,
} from '@tidemark/protocol';
import { asTold, fateOfFollower } from '@tidemark/timeline';
import type {
  Change,
  Followings,
  SessionDelivery,
  SessionFrame,
  SyncFrame,
  Tidings,
  UserProfile,
} from '@tidemark/timeline';
import { MemoryTimelineStore } from '@tidemark/timeline/testing';
import type { CompanyEvent } from '../company/company.ts';
import type { Clock } from '../ports.ts';
import { answerRequest } from './sim-answers.ts';

/** One device's connection, as the server sees it. */
export type SimConnection = {
  readonly handshake: Handshake;
  push(frame: SyncFrame): void;
  pushSession(frame: SessionFrame): void;
  moved(sessionIds: readonly string[]): void;
  tell(event: CompanyEvent): void;
  /** Sessions whose receipts it is told of. */
  readonly receipts: Set<string>;
  /** Sessions that it is told of, with how it follows each. */
  readonly followed: Map<string, Pick<Followings['followed'][number], 'generation' | 'from'>>;
  /** Ends it; with a code the device is refused. */
  end(code?: ErrorCode): void;
};

/** A server made of the executable spec of its store: answers and pushes as the real one does. */
export class SimServer {
  readonly store: MemoryTimelineStore;
  readonly users = new Map<string, UserProfile>();
  readonly clock: Clock;
  /** Every connection ever accepted, and those that stand now, by device. */
  accepted = 0;
  readonly online = new Map<string, SimConnection>();
  /** Requests by event, as they came in. */
  readonly requests: { readonly event: ClientEvent; readonly deviceId: string }[] = [];
  /** Devices whose login has ended. */
  readonly signedOut = new Set<string>();

  constructor(clock: Clock, pullThreshold?: number) {
    this.clock = clock;
    const now = () => clock.now();
    this.store = new MemoryTimelineStore({ epoch: 'epoch-1', now, users: this.users, pullThreshold });
  }

  addUser(userId: string, username: string): void {
    this.users.set(userId, { userId, username, displayName: username });
  }

  register(userId: string, deviceId: string): Promise<unknown> {
    const device = { userId, deviceId, loginId: deviceId, name: 'test', at: this.clock.now() };
    return this.store.registerDevice(device);
  }

  /** Takes a connection: one per device, a newer one replaces the older. */
  async accept(connection: SimConnection): Promise<unknown> {
    const { userId, deviceId } = connection.handshake;
    const device = await this.store.device(userId, deviceId);
    if (device === null) return connection.end('device-unknown');
    if (device.status === 'revoked') return connection.end('device-revoked');
    if (this.signedOut.has(deviceId)) return connection.end('unauthenticated');
    this.online.get(deviceId)?.end();
    this.online.set(deviceId, connection);
    this.accepted += 1;
    const bounds = { epoch: await this.store.epoch(), head: device.head, floor: device.floor };
    return SERVER_EVENTS.hello.parse({ protocol: 1, deviceId, ...bounds });
  }

  drop(connection: SimConnection): void {
    const { deviceId } = connection.handshake;
    if (this.online.get(deviceId) === connection) this.online.delete(deviceId);
  }

  /** Answers a request as it came over the wire. */
  async answer(connection: SimConnection, event: ClientEvent, payload: unknown): Promise<unknown> {
    const { deviceId } = connection.handshake;
    this.requests.push({ event, deviceId });
    const parsed = CLIENT_EVENTS[event].request.safeParse(payload);
    if (!parsed.success) return failure('bad-request', { detail: parsed.error.message });
    const answer = await answerRequest(this, { connection, event, request: parsed.data });
    return answer.ok ? CLIENT_EVENTS[event].answer.parse(answer) : answer;
  }

  async revoke(userId: string, deviceId: string): Promise<void> {
    await this.store.revokeDevice(userId, deviceId);
    this.online.get(deviceId)?.end('device-revoked');
  }

  /** A message from outside of the device under test. */
  async say(sessionId: string, authorId: string, clientId: string, text: string): Promise<void> {
    const batch = await this.store.append([{ sessionId, authorId, clientId, text }]);
    this.deliver(batch);
  }

  took(
    change: Change,
  ): { readonly ok: true; readonly entry: Extract<Change, { outcome: 'stored' }>['entry'] } | Failure {
    if (change.outcome === 'refused') return failure(change.reason);
    this.deliver(change);
    return { ok: true, entry: change.entry };
  }

  deliver({ epoch, deliveries, sessionDeliveries }: Tidings): void {
    for (const { deviceId, floor, items } of deliveries) {
      const from = items[0]?.syncSeq;
      const to = items.at(-1)?.syncSeq;
      if (from === undefined || to === undefined) continue;
      this.online.get(deviceId)?.push({ epoch, head: to, floor, from, to, items, users: [...this.users.values()] });
    }
    for (const delivery of sessionDeliveries) {
      for (const connection of this.online.values()) this.#tellFollower(connection, epoch, delivery);
    }
  }

  #tellFollower(connection: SimConnection, epoch: string, delivery: SessionDelivery): void {
    const { sessionId, entries } = delivery;
    const [from, to] = [entries[0]?.seq, entries.at(-1)?.seq];
    const followed = connection.followed.get(sessionId);
    if (followed === undefined || from === undefined || to === undefined) return;
    connection.followed.delete(sessionId);
    const fate = fateOfFollower(followed.generation, connection.handshake.userId, delivery);
    if (fate === 'anew') connection.moved([sessionId]);
    if (fate !== 'tell') return;
    connection.followed.set(sessionId, { ...followed, generation: delivery.generation });
    const told = entries.map((entry) => asTold(entry, followed.from));
    connection.pushSession({ epoch, sessionId, from, to, entries: told, users: [...this.users.values()] });
  }
}
