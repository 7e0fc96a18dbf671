import { LIMITS } from '@tidemark/protocol';
import type { CompanionsRequest, TimelineStore } from '@tidemark/timeline';
import type { Clock } from '../clock.ts';
import type { Connection } from '../gateway/connection.ts';
import type { Elsewhere } from '../push/elsewhere.ts';
import type { OnlineDevices } from '../push/online.ts';
import { Watchers } from './watchers.ts';

/** What comes within so many ms is told at once. */
const GATHER_MS = 100;
/** Who is gone for less than this, in ms, was not gone: a page that is loaded again, a link that breaks. */
const GRACE_MS = 5_000;
/** So often, in ms, is looked for those who are gone without a word: a node that died says nothing. */
const LOOK_MS = 30_000;
const MINUTE_MS = 60_000;

export type PresenceDeps = {
  readonly store: Pick<TimelineStore, 'companions'>;
  readonly online: OnlineDevices;
  readonly elsewhere: Pick<Elsewhere, 'hasUser'>;
  readonly clock: Clock;
};

/** What a connection was last told of someone, and the sessions by which it may know. */
type Told = { online: boolean; readonly by: ReadonlySet<string> };

/** A question that is being answered, and the sessions in which the right to it has ended meanwhile. */
type Asking = { readonly connection: Connection; readonly ended: Set<string> };

export type PersonThere = { readonly userId: string; readonly online: boolean; readonly lastSeenAt: number | null };

/**
 * Who is there: derived from the sockets of this node and what others say of theirs, kept nowhere, and told to those
 * who look at someone with whom they share a session (SPEC EP-3).
 */
export class Presence {
  readonly #deps: PresenceDeps;
  readonly #watchers: Watchers;
  /** What each connection was told of each whom it watches. */
  readonly #told = new Map<Connection, Map<string, Told>>();
  readonly #asking = new Set<Asking>();
  readonly #leaving = new Map<string, () => void>();
  readonly #due = new Set<string>();
  #cancelFlush: (() => void) | null = null;
  #cancelLook: () => void = () => {};

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
    this.#watchers = new Watchers(deps.clock, LIMITS.watched);
  }

  start(): void {
    this.#cancelLook = this.#deps.clock.after(LOOK_MS, () => {
      for (const userId of this.#watchers.keys()) this.changed(userId);
      this.start();
    });
  }

  stop(): void {
    this.#cancelLook();
    this.#cancelFlush?.();
    for (const cancel of this.#leaving.values()) cancel();
  }

  /**
   * Who of these is there; the connection watches them, and nobody else, from now on. Who is known by a session in which
   * the right to it ends while it is answered is neither told nor watched.
   */
  async watch(connection: Connection, asked: CompanionsRequest['asked']): Promise<readonly PersonThere[]> {
    const { userId } = connection.who;
    const by = new Map<string, ReadonlySet<string>>();
    for (const one of asked) by.set(one.userId, new Set(by.get(one.userId)).add(one.sessionId));
    const asking: Asking = { connection, ended: new Set() };
    this.#asking.add(asking);
    try {
      const companions = await this.#deps.store.companions({ userId, asked, mostMembers: LIMITS.companyMembers });
      const people = companions
        .filter((one) => ![...(by.get(one.userId) ?? [])].some((sessionId) => asking.ended.has(sessionId)))
        .map((one) => this.#personOf(one.userId, one.lastSeenAt));
      this.drop(connection);
      if (connection.ended) return people;
      for (const person of people) this.#watchers.watch(connection, person.userId);
      const told = people.map(({ userId: id, online }) => [id, { online, by: by.get(id) ?? new Set() }] as const);
      this.#told.set(connection, new Map(told));
      return people;
    } finally {
      this.#asking.delete(asking);
    }
  }

  /** A device of someone has come or gone, on whichever node. */
  changed(userId: string): void {
    if (this.#watchers.of(userId).length === 0) return;
    if (this.#isOnline(userId)) {
      this.#leaving.get(userId)?.();
      this.#leaving.delete(userId);
      return this.#tellSoon(userId);
    }
    if (this.#leaving.has(userId)) return;
    const cancel = this.#deps.clock.after(GRACE_MS, () => {
      this.#leaving.delete(userId);
      this.#tellSoon(userId);
    });
    this.#leaving.set(userId, cancel);
  }

  /** The connection has ended: it is told nothing more. */
  drop(connection: Connection): void {
    this.#watchers.drop(connection);
    this.#told.delete(connection);
  }

  /**
   * The user of the connection is a member of a session no more: who is known by it is told no more, until they are
   * asked for by another. Whom other sessions gave is told as before.
   */
  stayEnded(connection: Connection, sessionId: string): void {
    for (const asking of this.#asking) if (asking.connection === connection) asking.ended.add(sessionId);
    const told = this.#told.get(connection);
    for (const [userId, { by }] of told ?? []) {
      if (!by.has(sessionId)) continue;
      told?.delete(userId);
      this.#watchers.end(connection, userId);
    }
  }

  #tellSoon(userId: string): void {
    this.#due.add(userId);
    this.#cancelFlush ??= this.#deps.clock.after(GATHER_MS, () => this.#flush());
  }

  #flush(): void {
    this.#cancelFlush = null;
    const now = this.#deps.clock.now();
    const news = new Map<Connection, PersonThere[]>();
    for (const userId of this.#due) {
      const person = this.#personOf(userId, now);
      for (const connection of this.#watchers.of(userId)) {
        const told = this.#told.get(connection)?.get(userId);
        if (told === undefined || told.online === person.online) continue;
        told.online = person.online;
        news.set(connection, [...(news.get(connection) ?? []), person]);
      }
    }
    this.#due.clear();
    for (const [connection, people] of news) connection.hint('presence:moved', { people });
  }

  #personOf(userId: string, seenAt: number | null): PersonThere {
    const online = this.#isOnline(userId);
    const lastSeenAt = online || seenAt === null ? null : Math.floor(seenAt / MINUTE_MS) * MINUTE_MS;
    return { userId, online, lastSeenAt };
  }

  #isOnline(userId: string): boolean {
    const here = this.#deps.online.of(userId).some(({ ended, told }) => !ended && told !== null);
    return here || this.#deps.elsewhere.hasUser(userId);
  }
}
