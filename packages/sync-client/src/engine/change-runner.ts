import { LIMITS } from '@tidemark/protocol';
import { type DeviceStore, FencedError } from '@tidemark/timeline';
import type { Clock, Log, Transport, Undo } from '../ports.ts';
import { ANSWER_WITHIN } from './sync-runtime.ts';

/** How long to wait before asking again when there was no answer, in ms. */
const AGAIN_AFTER = 15_000;

export type ChangeDeps = {
  readonly store: DeviceStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
};

export type ChangeHooks = {
  fence(): number;
  fenced(): void;
};

/**
 * Asks for the changes of what the device holds that it was not told one by one: after a snapshot, or a leap of a
 * session in pull mode (SPEC CH-6). Page by page; does nothing as long as nothing was missed.
 */
export class ChangeRunner {
  readonly #deps: ChangeDeps;
  readonly #hooks: ChangeHooks;
  #cancel: Undo = () => {};
  #live = false;
  #asking = false;
  #lookAgain = false;
  #closed = false;

  constructor(deps: ChangeDeps, hooks: ChangeHooks) {
    this.#deps = deps;
    this.#hooks = hooks;
  }

  /** Asks each time the device has become live. */
  live(live: boolean): void {
    const began = live && !this.#live;
    this.#live = live;
    if (began) this.look();
  }

  /** Something may have been missed. Calls while it asks make it look once more. */
  look(): void {
    this.#cancel();
    this.#lookAgain = true;
    if (this.#live && !this.#asking) void this.#ask();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    let answered = true;
    try {
      while (this.#lookAgain && answered && !this.#closed) {
        this.#lookAgain = false;
        answered = await this.#askAll();
      }
    } catch (error) {
      if (error instanceof FencedError) return this.#hooks.fenced();
      this.#deps.log.note('changes-failed', { error: error instanceof Error ? error.name : 'unknown' });
      answered = false;
    } finally {
      this.#asking = false;
    }
    if (!answered && this.#live && !this.#closed) {
      this.#cancel = this.#deps.clock.after(AGAIN_AFTER, () => this.look());
    }
  }

  /** False when some were not answered. */
  async #askAll(): Promise<boolean> {
    const { store } = this.#deps;
    let answered = true;
    for (const { sessionId, after } of await store.missedChanges()) {
      answered = (await this.#askSession(sessionId, after)) && answered;
    }
    return answered;
  }

  async #askSession(sessionId: string, from: number): Promise<boolean> {
    const { store, transport } = this.#deps;
    for (let after = from; ;) {
      if (!this.#live || this.#closed) return false;
      const request = { sessionId, after, limit: LIMITS.changesPage };
      const page = await transport.request('history:changes', request, ANSWER_WITHIN);
      // A session that is no more for this user has no changes to bring.
      if (!page.ok) return !page.retryable;
      if (page.sessionId !== sessionId || page.after !== after) return false;
      await store.putChanges(this.#hooks.fence(), page);
      // An answer may be shorter than asked for: whether there is more is what the record says.
      const record = await store.session(sessionId);
      if (page.to <= after || record === null || record.changesTo >= record.head) return true;
      after = page.to;
    }
  }
}
