import type { Clock, Undo } from '../ports.ts';
import { type Company, type CompanyEvent, type Presence, type Receipt, type Watch, laterReceipt } from './company.ts';

/** Who goes on typing says so once in so many ms. */
const SAY_EVERY = 3_000;
/** What screens look at is gathered for so long, in ms, and told so often: a list that is scrolled is few questions. */
const GATHER = { least: 50, between: 400 };

const NOBODY: readonly string[] = [];
const NONE: readonly Receipt[] = [];

export type CompanyHooks = {
  /** What this tab looks at has changed. */
  watching(watch: Watch): void;
  typed(sessionId: string, on: boolean): void;
};

/** One tab's picture of the others, put together from what the leader tells. */
export class CompanyView implements Company {
  readonly #clock: Clock;
  readonly #hooks: CompanyHooks;
  readonly #listeners = new Set<() => void>();
  readonly #typing = new Map<string, readonly string[]>();
  readonly #ends = new Map<string, Undo>();
  readonly #people = new Map<string, Presence>();
  readonly #receipts = new Map<string, readonly Receipt[]>();
  readonly #watches = new Set<Watch>();
  /** When one last said that one types, by session. */
  readonly #said = new Map<string, number>();
  #gathering: Undo | null = null;
  #gatheredAt = 0;

  constructor(clock: Clock, hooks: CompanyHooks) {
    this.#clock = clock;
    this.#hooks = hooks;
  }

  readonly subscribe = (listener: () => void): Undo => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly typing = (sessionId: string): readonly string[] => this.#typing.get(sessionId) ?? NOBODY;

  readonly presence = (userId: string): Presence | null => this.#people.get(userId) ?? null;

  readonly receipts = (sessionId: string): readonly Receipt[] => this.#receipts.get(sessionId) ?? NONE;

  readonly watch = (watch: Watch): Undo => {
    // its own object, so that two screens may look at the same
    const own = { ...watch };
    this.#watches.add(own);
    this.#gather();
    return () => {
      if (this.#watches.delete(own)) this.#gather();
    };
  };

  readonly typed = (sessionId: string, on: boolean): void => {
    const now = this.#clock.now();
    const before = this.#said.get(sessionId);
    if (on ? before !== undefined && now - before < SAY_EVERY : before === undefined) return;
    if (on) this.#said.set(sessionId, now);
    else this.#said.delete(sessionId);
    this.#hooks.typed(sessionId, on);
  };

  /** All that the screens of this tab look at. */
  get watched(): Watch {
    const watches = [...this.#watches];
    const people = new Map(watches.flatMap((watch) => watch.people).map((one) => [one.userId, one]));
    return { people: [...people.values()], receipts: [...new Set(watches.flatMap((watch) => watch.receipts))] };
  }

  take(event: CompanyEvent): void {
    switch (event.kind) {
      case 'typing':
        this.#setTyping(event.sessionId, event.userId, event.forMs);
        break;
      case 'presence':
        if (event.all) this.#people.clear();
        for (const person of event.people) this.#people.set(person.userId, person);
        break;
      case 'receipts':
        this.#receipts.set(event.sessionId, merged(this.receipts(event.sessionId), event.receipts));
        break;
      case 'alone':
        this.#stopTyping();
        this.#people.clear();
        break;
      case 'another-life':
        this.#receipts.clear();
        break;
    }
    this.#tell();
  }

  close(): void {
    this.#gathering?.();
    this.#stopTyping();
  }

  #setTyping(sessionId: string, userId: string, forMs: number): void {
    const key = `${sessionId}/${userId}`;
    this.#ends.get(key)?.();
    this.#ends.delete(key);
    const others = this.typing(sessionId).filter((id) => id !== userId);
    if (forMs === 0) {
      if (others.length > 0) this.#typing.set(sessionId, others);
      else this.#typing.delete(sessionId);
      return;
    }
    if (others.length === this.typing(sessionId).length) this.#typing.set(sessionId, [...others, userId]);
    const end = () => this.take({ kind: 'typing', sessionId, userId, forMs: 0 });
    this.#ends.set(key, this.#clock.after(forMs, end));
  }

  #stopTyping(): void {
    for (const cancel of this.#ends.values()) cancel();
    this.#ends.clear();
    this.#typing.clear();
  }

  #gather(): void {
    const inMs = Math.max(GATHER.least, this.#gatheredAt + GATHER.between - this.#clock.now());
    this.#gathering ??= this.#clock.after(inMs, () => {
      this.#gathering = null;
      this.#gatheredAt = this.#clock.now();
      this.#hooks.watching(this.watched);
    });
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The same list when nothing in it has changed. */
function merged(known: readonly Receipt[], next: readonly Receipt[]): readonly Receipt[] {
  const byUser = new Map(known.map((receipt) => [receipt.userId, receipt]));
  for (const receipt of next) byUser.set(receipt.userId, laterReceipt(byUser.get(receipt.userId), receipt));
  const all = [...byUser.values()];
  return JSON.stringify(all) === JSON.stringify(known) ? known : all;
}
