import { LIMITS, type Failure } from '@tidemark/protocol';
import type { Receipt, TimelineStore } from '@tidemark/timeline';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import { refusal } from '../failures.ts';
import type { Connection } from '../gateway/connection.ts';
import { Watchers } from './watchers.ts';

/** Receipts that move within so many ms are told at once. */
const GATHER_MS = 100;
/** Sessions that one device watches the receipts of. */
const MOST_WATCHED = 32;

/** Moves per message to the other nodes. */
const AT_ONCE = 500;

/** A member of a session has got at least so far. */
export type Move = Receipt & { readonly sessionId: string };

/** A question that is being answered, and what has moved since it was asked. */
type Asking = {
  readonly connection: Connection;
  readonly sessionId: string;
  readonly moved: Map<string, Receipt>;
  /** The right to it has ended meanwhile. */
  dropped: boolean;
};

export type ReceiptsDeps = {
  readonly store: Pick<TimelineStore, 'receipts'>;
  readonly bus: Pick<Bus, 'publish'>;
  readonly clock: Clock;
};

/** Tells how far members have got, as a state and not as a queue: the latest of each is all there is (SPEC EP-4). */
export class ReceiptBoard {
  readonly #deps: ReceiptsDeps;
  readonly #watchers: Watchers;
  readonly #asking = new Set<Asking>();
  /** By session and user: what has moved and is not told yet. */
  readonly #moved = new Map<string, Map<string, Receipt>>();
  #gathering = false;

  constructor(deps: ReceiptsDeps) {
    this.#deps = deps;
    this.#watchers = new Watchers(deps.clock, MOST_WATCHED);
  }

  /** The state of a session, null when it is too large; the connection is told of what moves from now on. */
  async get(
    connection: Connection,
    sessionId: string,
  ): Promise<{ readonly ok: true; readonly receipts: readonly Receipt[] | null } | Failure> {
    const { userId } = connection.who;
    // Before it is read, so that nothing falls between the answer and the first move; told once the rights are known.
    const asking: Asking = { connection, sessionId, moved: new Map(), dropped: false };
    this.#asking.add(asking);
    try {
      const answer = await this.#deps.store.receipts({ userId, sessionId, mostMembers: LIMITS.receiptMembers });
      const refused = 'outcome' in answer;
      if (refused || answer.receipts === null || connection.ended) this.#watchers.end(connection, sessionId);
      if (refused) return refusal(answer.reason);
      if (asking.dropped) return refusal('not-a-member');
      if (answer.receipts === null) return { ok: true, receipts: null };
      if (!connection.ended) this.#watchers.watch(connection, sessionId);
      return { ok: true, receipts: answer.receipts.map((known) => later(asking.moved.get(known.userId), known)) };
    } finally {
      this.#asking.delete(asking);
    }
  }

  /** Members have got further, at least so far: said on this node. */
  moved(moves: readonly Move[]): void {
    this.heard(moves);
    for (let from = 0; from < moves.length; from += AT_ONCE) {
      this.#deps.bus.publish({ kind: 'receipts', moves: moves.slice(from, from + AT_ONCE) });
    }
  }

  /** The same, said on any node. */
  heard(moves: readonly Move[]): void {
    for (const { sessionId, ...receipt } of moves) {
      for (const { sessionId: asked, moved } of this.#asking) {
        if (asked === sessionId) moved.set(receipt.userId, later(moved.get(receipt.userId), receipt));
      }
      if (this.#watchers.of(sessionId).length === 0) continue;
      const moved = this.#moved.get(sessionId) ?? new Map<string, Receipt>();
      this.#moved.set(sessionId, moved.set(receipt.userId, later(moved.get(receipt.userId), receipt)));
    }
    if (this.#gathering || this.#moved.size === 0) return;
    this.#gathering = true;
    this.#deps.clock.after(GATHER_MS, () => this.#flush());
  }

  /** The connection has ended, or lost the right to a session. */
  drop(connection: Connection, sessionId?: string): void {
    for (const asking of this.#asking) {
      const isOf = sessionId === undefined || asking.sessionId === sessionId;
      if (asking.connection === connection && isOf) asking.dropped = true;
    }
    if (sessionId === undefined) this.#watchers.drop(connection);
    else this.#watchers.end(connection, sessionId);
  }

  #flush(): void {
    this.#gathering = false;
    const moved = [...this.#moved];
    this.#moved.clear();
    for (const [sessionId, receipts] of moved) {
      const message = { sessionId, receipts: [...receipts.values()] };
      for (const connection of this.#watchers.of(sessionId)) connection.hint('receipts:moved', message);
    }
  }
}

function later(known: Receipt | undefined, { userId, readSeq, deliveredSeq }: Receipt): Receipt {
  return {
    userId,
    readSeq: Math.max(known?.readSeq ?? 0, readSeq),
    deliveredSeq: Math.max(known?.deliveredSeq ?? 0, deliveredSeq),
  };
}
