import type { AnswerOf, ClientEvent, Failure, RequestOf } from '@tidemark/protocol';
import type { Entry } from '@tidemark/timeline';
import { endsDevice } from '../engine/codes.ts';
import type { Clock, Transport, TransportEvent, Undo } from '../ports.ts';
import type { CompanyEvent, Watch } from './company.ts';

/** How long an answer may take, in ms. */
const ANSWER_WITHIN = 10_000;
/** The server forgets who looks after five minutes. */
const ASK_AGAIN = 240_000;
/** Coming back to the page asks again too, so often at most, in ms. */
const ASK_ANEW = 20_000;

export type CompanyDeps = {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly userId: string;
  /** What all tabs look at. */
  readonly watched: () => Watch;
};

export type CompanyRunnerHooks = {
  tell(event: CompanyEvent): void;
  /** The server will not serve this device again. */
  ended(code: string): void;
};

/** The leader's part in what is not kept: asks for what the tabs look at, and tells them what comes. */
export class CompanyRunner {
  readonly #deps: CompanyDeps;
  readonly #hooks: CompanyRunnerHooks;
  readonly #unlisten: Undo;
  /** What was asked for on this connection. */
  #people = '[]';
  readonly #receipts = new Set<string>();
  /** Who is known to type, as session and user. */
  readonly #typing = new Set<string>();
  #epoch: string | null = null;
  #up = false;
  #asking = false;
  #askedAt = 0;
  #cancelAgain: Undo = () => {};
  #closed = false;

  constructor(deps: CompanyDeps, hooks: CompanyRunnerHooks) {
    this.#deps = deps;
    this.#hooks = hooks;
    this.#unlisten = deps.transport.listen((event) => this.#heard(event));
  }

  connected(up: boolean): void {
    if (up === this.#up || this.#closed) return;
    this.#up = up;
    this.#forget();
    if (up) void this.#ask();
    else {
      this.#cancelAgain();
      this.#typing.clear();
      this.#hooks.tell({ kind: 'alone' });
    }
  }

  /** The tabs look at something else. */
  look(): void {
    void this.#ask();
  }

  /** The page is in front of someone again: what was lost meanwhile is asked for. */
  anew(): void {
    if (!this.#up || this.#deps.clock.now() - this.#askedAt < ASK_ANEW) return;
    this.#forget();
    void this.#ask();
  }

  typed(sessionId: string, on: boolean): void {
    if (this.#up) void this.#request('typing:say', { sessionId, on });
  }

  close(): void {
    this.#closed = true;
    this.#cancelAgain();
    this.#unlisten();
  }

  #forget(): void {
    this.#people = '[]';
    this.#receipts.clear();
  }

  /** One question after the other, until all that is looked at was asked for. */
  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#up && !this.#closed && (await this.#askNext()));
    } finally {
      this.#asking = false;
    }
  }

  async #askNext(): Promise<boolean> {
    const { people, receipts } = this.#deps.watched();
    for (const sessionId of this.#receipts) if (!receipts.includes(sessionId)) this.#receipts.delete(sessionId);
    const sessionId = receipts.find((id) => !this.#receipts.has(id));
    if (sessionId !== undefined) {
      this.#receipts.add(sessionId);
      const answer = await this.#request('receipts:get', { sessionId });
      if (answer.ok && answer.receipts) this.#tell({ kind: 'receipts', sessionId, receipts: answer.receipts });
      return true;
    }
    const wanted = JSON.stringify(people);
    if (wanted === this.#people) return false;
    this.#people = wanted;
    const answer = await this.#request('presence:watch', { people: [...people] });
    if (answer.ok) this.#tell({ kind: 'presence', people: answer.people, all: true });
    return true;
  }

  async #request<E extends ClientEvent>(event: E, payload: RequestOf<E>): Promise<AnswerOf<E> | Failure> {
    const { clock, transport } = this.#deps;
    if (event !== 'typing:say') {
      this.#askedAt = clock.now();
      this.#cancelAgain();
      this.#cancelAgain = clock.after(ASK_AGAIN, () => {
        this.#forget();
        void this.#ask();
      });
    }
    const answer = await transport.request(event, payload, ANSWER_WITHIN);
    if (!answer.ok && endsDevice(answer.code) && !this.#closed) this.#hooks.ended(answer.code);
    return answer;
  }

  #heard(event: TransportEvent): void {
    switch (event.kind) {
      case 'hello':
        if (this.#epoch !== null && this.#epoch !== event.bounds.epoch) this.#tell({ kind: 'another-life' });
        this.#epoch = event.bounds.epoch;
        return;
      case 'push':
        return this.#said(event.frame.items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : [])));
      case 'session-push':
        return this.#said(event.frame.entries);
      case 'company':
        if (event.event.kind === 'typing') this.#noteTyping(event.event);
        return this.#tell(event.event);
      default:
    }
  }

  #noteTyping({ sessionId, userId, forMs }: Extract<CompanyEvent, { kind: 'typing' }>): void {
    const key = `${sessionId}/${userId}`;
    if (forMs > 0) this.#typing.add(key);
    else this.#typing.delete(key);
  }

  /** Where one's own stay ends or begins, the server tells less, or may tell more: the rest is asked for at once. */
  #noteStays(entries: readonly Entry[]): void {
    const { userId } = this.#deps;
    const moved = entries.filter(({ body }) => {
      return (
        ('memberId' in body && body.memberId === userId) || ('memberIds' in body && body.memberIds.includes(userId))
      );
    });
    if (moved.length === 0 || !this.#up) return;
    this.#people = '[]';
    for (const { sessionId } of moved) this.#receipts.delete(sessionId);
    void this.#ask();
  }

  /** Who has said it types no more. */
  #said(entries: readonly Entry[]): void {
    this.#noteStays(entries);
    for (const { sessionId, authorId, body } of entries) {
      if (authorId === null || body.kind !== 'message' || !this.#typing.delete(`${sessionId}/${authorId}`)) continue;
      this.#tell({ kind: 'typing', sessionId, userId: authorId, forMs: 0 });
    }
  }

  #tell(event: CompanyEvent): void {
    if (!this.#closed) this.#hooks.tell(event);
  }
}
