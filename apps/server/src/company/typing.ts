import { LIMITS, type Failure } from '@tidemark/protocol';
import type { TimelineStore } from '@tidemark/timeline';
import type { Bus } from '../bus/bus.ts';
import type { Identified } from '../gateway/connection.ts';
import { refusal } from '../failures.ts';
import type { OnlineDevices } from '../push/online.ts';

/** Typing that is not said again is over after so many ms. */
const TYPING_MS = 5_000;

export type TypingDeps = {
  readonly store: Pick<TimelineStore, 'members'>;
  readonly online: OnlineDevices;
  readonly bus: Pick<Bus, 'publish'>;
};

/** What one node tells another of someone who types. */
export type Typist = { readonly sessionId: string; readonly userId: string; readonly forMs: number };

/** Tells who types to the members who are there. Kept nowhere: what is lost is said again, or over (SPEC EP-1). */
export class Typing {
  readonly #deps: TypingDeps;
  /** The newest word of each who types, while an older one may be under way. */
  readonly #newest = new Map<string, object>();

  constructor(deps: TypingDeps) {
    this.#deps = deps;
  }

  /** Null when it was told, or there are too many to tell. */
  async say({ userId }: Pick<Identified, 'userId'>, sessionId: string, on: boolean): Promise<Failure | null> {
    const key = `${sessionId}/${userId}`;
    const word = {};
    this.#newest.set(key, word);
    try {
      const page = await this.#deps.store.members({ userId, sessionId, cursor: null, limit: LIMITS.companyMembers });
      if ('outcome' in page) return refusal(page.reason);
      // What was said since then has been told, or will be.
      if (page.next !== null || this.#newest.get(key) !== word) return null;
      const to = page.members.flatMap((member) => (member.userId === userId ? [] : [member.userId]));
      const typist = { sessionId, userId, forMs: on ? TYPING_MS : 0 };
      this.tell(to, typist);
      this.#deps.bus.publish({ kind: 'typing', to, ...typist });
      return null;
    } finally {
      if (this.#newest.get(key) === word) this.#newest.delete(key);
    }
  }

  /** Tells the devices of these users that are on this node. */
  tell(userIds: readonly string[], { sessionId, userId, forMs }: Typist): void {
    for (const to of userIds) {
      for (const connection of this.#deps.online.of(to)) connection.hint('typing:said', { sessionId, userId, forMs });
    }
  }
}
