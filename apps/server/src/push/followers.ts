import { fateOfFollower } from '@tidemark/timeline';
import type { Followings, SeqId, SessionDelivery } from '@tidemark/timeline';
import type { Connection } from '../gateway/connection.ts';

/** Deliveries that are kept for a follower while the store answers it; with more, it is asked to follow anew. */
const MOST_KEPT = 64;

/** A follower who is told: in a generation, and as one who may read from a SeqId on. */
type Told = { readonly generation: SeqId; readonly from: SeqId };

/** A follower: either told, or waiting for the store's answer with what was committed meanwhile. */
type Following = Told | { readonly kept: SessionDelivery[] };

/** A connection that gets a frame, with the SeqId from which on its user may read (`hearingsOf`). */
export type Hearer = { readonly connection: Connection; readonly from: SeqId };

/** Who gets a frame, and who is asked to follow anew. */
export type Hearers = { readonly told: readonly Hearer[]; readonly anew: readonly Connection[] };

/** A follower's question to the store, from before it is asked until it is answered. */
export type Listening = {
  /** The store's answer. Says what was committed meanwhile and has to be told now. */
  settle(followed: Followings['followed']): readonly Settled[];
  /** There is no answer. */
  fail(): void;
};

export type Settled =
  | { readonly kind: 'tell'; readonly delivery: SessionDelivery; readonly from: SeqId }
  | { readonly kind: 'anew'; readonly sessionId: string };

/**
 * Which connections of this node follow which sessions in pull mode. Rights are no matter of this list: everyone in it
 * has the generation that the store gave, and is served only while that is the present one (SPEC MD-7).
 */
export class Followers {
  readonly #bySession = new Map<string, Map<Connection, Following>>();
  readonly #byConnection = new Map<Connection, Set<string>>();

  /** Begins to listen, before the store is asked: nothing falls between its answer and the first frame. */
  listen(connection: Connection, sessionIds: readonly string[]): Listening {
    const waiting = new Map(sessionIds.map((sessionId) => [sessionId, { kept: [] as SessionDelivery[] }]));
    for (const [sessionId, following] of waiting) this.#put(connection, sessionId, following);
    /** Those that no later question has taken over. */
    const own = () => [...waiting].filter(([id, following]) => this.#get(connection, id) === following);
    return {
      settle: (followed) => {
        const answers = new Map(followed.map(({ sessionId, ...told }) => [sessionId, told]));
        return own().flatMap(([sessionId, { kept }]) =>
          this.#settle(connection, sessionId, kept, answers.get(sessionId)),
        );
      },
      fail: () => {
        for (const [sessionId] of own()) this.#remove(connection, sessionId);
      },
    };
  }

  /** Moves a session's followers on by what a commit added to it. */
  take(delivery: SessionDelivery): Hearers {
    const told: Hearer[] = [];
    const anew: Connection[] = [];
    for (const [connection, following] of this.#bySession.get(delivery.sessionId) ?? []) {
      if ('kept' in following) {
        if (following.kept.length <= MOST_KEPT) following.kept.push(delivery);
        continue;
      }
      const fate = this.#advance(connection, following, delivery);
      if (fate === 'tell') told.push({ connection, from: following.from });
      if (fate === 'anew') anew.push(connection);
    }
    return { told, anew };
  }

  /** The connection has ended. */
  drop(connection: Connection): void {
    for (const sessionId of this.#byConnection.get(connection) ?? []) this.#remove(connection, sessionId);
  }

  /** The connection is told of this session no more. */
  forget(connection: Connection, sessionId: string): void {
    this.#remove(connection, sessionId);
  }

  /** How many connections follow a session; for tests and metrics. */
  countOf(sessionId: string): number {
    return this.#bySession.get(sessionId)?.size ?? 0;
  }

  #settle(
    connection: Connection,
    sessionId: string,
    kept: readonly SessionDelivery[],
    answered: Told | undefined,
  ): readonly Settled[] {
    if (answered === undefined) {
      this.#remove(connection, sessionId);
      return [];
    }
    if (kept.length > MOST_KEPT) {
      this.#remove(connection, sessionId);
      return [{ kind: 'anew', sessionId }];
    }
    const { from } = answered;
    let { generation } = answered;
    this.#put(connection, sessionId, { generation, from });
    const settled: Settled[] = [];
    for (const delivery of kept) {
      // Committed before the store answered: the answer covers it.
      if (delivery.was < generation) continue;
      const fate = this.#advance(connection, { generation, from }, delivery);
      if (fate === 'tell') settled.push({ kind: 'tell', delivery, from });
      if (fate === 'anew') settled.push({ kind: 'anew', sessionId });
      if (fate !== 'tell') break;
      generation = delivery.generation;
    }
    return settled;
  }

  #advance(connection: Connection, { generation, from }: Told, delivery: SessionDelivery) {
    const fate = fateOfFollower(generation, connection.who.userId, delivery);
    if (fate === 'tell') this.#put(connection, delivery.sessionId, { generation: delivery.generation, from });
    else this.#remove(connection, delivery.sessionId);
    return fate;
  }

  #get(connection: Connection, sessionId: string): Following | undefined {
    return this.#bySession.get(sessionId)?.get(connection);
  }

  #put(connection: Connection, sessionId: string, following: Following): void {
    const followers = this.#bySession.get(sessionId) ?? new Map<Connection, Following>();
    this.#bySession.set(sessionId, followers.set(connection, following));
    const sessions = this.#byConnection.get(connection) ?? new Set<string>();
    this.#byConnection.set(connection, sessions.add(sessionId));
  }

  #remove(connection: Connection, sessionId: string): void {
    const followers = this.#bySession.get(sessionId);
    followers?.delete(connection);
    if (followers?.size === 0) this.#bySession.delete(sessionId);
    const sessions = this.#byConnection.get(connection);
    sessions?.delete(sessionId);
    if (sessions?.size === 0) this.#byConnection.delete(connection);
  }
}
