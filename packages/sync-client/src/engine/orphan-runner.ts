import { LIMITS } from '@tidemark/protocol';
import { type DeviceStore, FencedError, orphanQuestions } from '@tidemark/timeline';
import type { Clock, Log, Transport, Undo } from '../ports.ts';
import { ANSWER_WITHIN } from './sync-runtime.ts';

/** How long to wait before asking again when there was no answer, in ms. */
const AGAIN_AFTER = 15_000;

export type OrphanDeps = {
  readonly store: DeviceStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
};

export type OrphanHooks = {
  fence(): number;
  /** The outbox has more than before. */
  stored(): void;
  fenced(): void;
};

/**
 * After the numbering has begun another life: asks the server which of the user's own messages it still has, and marks
 * the others as lost (SPEC OB-8). Does nothing as long as there is nothing to ask.
 */
export class OrphanRunner {
  readonly #deps: OrphanDeps;
  readonly #hooks: OrphanHooks;
  #cancel: Undo = () => {};
  #live = false;
  #asking = false;
  #closed = false;

  constructor(deps: OrphanDeps, hooks: OrphanHooks) {
    this.#deps = deps;
    this.#hooks = hooks;
  }

  /** Asks each time the device has become live. */
  live(live: boolean): void {
    const began = live && !this.#live;
    this.#live = live;
    if (began) this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #look(): void {
    this.#cancel();
    if (!this.#asking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    let answered = false;
    try {
      answered = await this.#askAll();
    } catch (error) {
      if (error instanceof FencedError) return this.#hooks.fenced();
      this.#deps.log.note('orphans-failed', { error: error instanceof Error ? error.name : 'unknown' });
    } finally {
      this.#asking = false;
    }
    if (!answered && this.#live && !this.#closed) {
      this.#cancel = this.#deps.clock.after(AGAIN_AFTER, () => this.#look());
    }
  }

  /** False when some were not answered. */
  async #askAll(): Promise<boolean> {
    const { store, transport } = this.#deps;
    const orphans = await store.orphans();
    for (const { sessionId, clientIds } of orphanQuestions(orphans, LIMITS.finds)) {
      if (!this.#live || this.#closed) return false;
      const answer = await transport.request('message:find', { sessionId, clientIds: [...clientIds] }, ANSWER_WITHIN);
      // A session that the server does not know (any more) has none of them. Any other refusal says nothing of them.
      if (!answer.ok && answer.code !== 'session-unknown') return false;
      const stored = answer.ok ? answer.stored : [];
      const lost = clientIds.filter((clientId) => !stored.includes(clientId));
      await store.settleOrphans(this.#hooks.fence(), { stored, lost });
      if (lost.length > 0) this.#hooks.stored();
    }
    return true;
  }
}
