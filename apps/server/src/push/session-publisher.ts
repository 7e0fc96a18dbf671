import { hearingsOf } from '@tidemark/timeline';
import type { SessionDelivery, SessionFrame, UserProfile } from '@tidemark/timeline';
import type { Connection } from '../gateway/connection.ts';
import type { Followers, Hearer } from './followers.ts';
import { sessionFramesOf } from './session-frames.ts';

export type SessionPublisherDeps = {
  readonly followers: Followers;
  /** Sends one frame to many sockets of this node, written out once. */
  readonly broadcast: (connections: readonly Connection[], frame: SessionFrame) => void;
  /** The largest push, in bytes. */
  readonly maxBytes: number;
};

/**
 * Tells those who follow sessions in pull mode what a commit has added to them: one broadcast per session and commit, and
 * one more for newcomers whom a change of something older concerns (SPEC CH-10).
 */
export class SessionPublisher {
  readonly #deps: SessionPublisherDeps;

  constructor(deps: SessionPublisherDeps) {
    this.#deps = deps;
  }

  push(epoch: string, delivery: SessionDelivery, profiles: ReadonlyMap<string, UserProfile>): void {
    const { told, anew } = this.#deps.followers.take(delivery);
    for (const connection of anew) connection.sessionMoved(delivery.sessionId);
    if (delivery.entries.length === 0) return this.#tellNothing(told, delivery.sessionId);
    this.tell(told, epoch, delivery, profiles);
  }

  /** What was too large to cross between nodes: those who follow ask for it. */
  #tellNothing(hearers: readonly Hearer[], sessionId: string): void {
    for (const { connection } of hearers) {
      this.#deps.followers.forget(connection, sessionId);
      connection.sessionMoved(sessionId);
    }
  }

  /** Tells these of a delivery. A socket that does not keep up is told to follow anew once it does. */
  tell(
    hearers: readonly Hearer[],
    epoch: string,
    delivery: SessionDelivery,
    profiles: ReadonlyMap<string, UserProfile>,
  ): void {
    const { followers, broadcast, maxBytes } = this.#deps;
    const keepingUp = hearers.filter(({ connection }) => {
      if (!connection.isCongested) return true;
      followers.forget(connection, delivery.sessionId);
      connection.sessionMoved(delivery.sessionId);
      return false;
    });
    for (const part of hearingsOf(delivery.entries, keepingUp)) {
      const connections = part.hearers.map(({ connection }) => connection);
      const told = { ...delivery, entries: part.entries };
      for (const frame of sessionFramesOf(epoch, told, profiles, maxBytes)) broadcast(connections, frame);
    }
  }
}
