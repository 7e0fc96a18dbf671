import type { DeviceStore, EntryPlace, MessageChange, MessageContent, OutboxAction, SeqId } from '@tidemark/timeline';
import { privateSessionOf } from '@tidemark/timeline';
import { MessageMarker } from './message-marker.ts';
import { ownOf } from './message-marks.ts';
import type { Clock } from './ports.ts';

export type ActionsDeps = {
  readonly userId: string;
  readonly store: DeviceStore;
  readonly clock: Clock;
  readonly uuid: () => string;
  /** Something waits in the outbox, or waits no more. */
  readonly outboxChanged: () => void;
  /** True while nothing of the outbox goes out. */
  readonly isCutOff: () => boolean;
};

/** What its user does on this device: every wish becomes an item of the outbox, and goes out from there. */
export class Actions {
  readonly marker: MessageMarker;
  readonly #deps: ActionsDeps;

  constructor(deps: ActionsDeps) {
    this.#deps = deps;
    this.marker = new MessageMarker(deps.store, (key, value) => this.setOwn(key, value), deps.uuid);
  }

  /** @param clientId names the action, so that saying it again to another client is the same one */
  async send(
    sessionId: string,
    content: string | Omit<MessageContent, 'forwarded'>,
    clientId = this.#deps.uuid(),
  ): Promise<string> {
    const said = typeof content === 'string' ? { text: content } : content;
    return this.#enqueue(sessionId, { kind: 'send', ...said }, clientId);
  }

  /**
   * @param clientId as in `send`
   * @returns null where the message is not held, or is none
   */
  async forward(
    { sessionId: from, seq }: EntryPlace,
    sessionId: string,
    clientId = this.#deps.uuid(),
  ): Promise<string | null> {
    const { store } = this.#deps;
    const [entry] = await store.entries(from, seq, seq);
    const [state] = await store.states(from, seq, seq);
    if (entry?.body.kind !== 'message') return null;
    const { text, forwarded = { authorId: entry.authorId, at: entry.at } } = entry.body;
    const said = { text: state?.edits.at(-1)?.text ?? text, forwarded, forwardOf: { sessionId: from, seq } };
    return this.#enqueue(sessionId, { kind: 'send', ...said }, clientId);
  }

  /** @param clientId as in `send` */
  async change(sessionId: string, change: MessageChange, clientId = this.#deps.uuid()): Promise<string> {
    const [target] = await this.#deps.store.entries(sessionId, change.target, change.target);
    const named = target?.clientId ? { targetClientId: target.clientId } : {};
    return this.#enqueue(sessionId, { kind: 'change', change: { ...change, ...named } }, clientId);
  }

  /** Does nothing where the key already has that value. @param clientId as in `send` */
  async setOwn(key: string, value: string | null, clientId = this.#deps.uuid()): Promise<void> {
    const { userId, store } = this.#deps;
    const now = (await ownOf(store, key)).get(key) ?? null;
    if (now !== value) await this.#enqueue(privateSessionOf(userId), { kind: 'set', key, value }, clientId);
  }

  /** Does nothing where it is read so far already, or will be by what waits. */
  async markRead(sessionId: string, seq: SeqId): Promise<void> {
    const { store } = this.#deps;
    const [record, outbox] = await Promise.all([store.session(sessionId), store.outbox()]);
    if (record === null || seq <= record.readSeq) return;
    const marked = outbox.some(
      (item) => item.sessionId === sessionId && item.action.kind === 'read' && item.action.seq >= seq,
    );
    if (!marked) await this.#enqueue(sessionId, { kind: 'read', seq: Math.min(seq, record.head) });
  }

  /** Lets a refused item go out again. */
  async retry(clientId: string): Promise<void> {
    await this.#deps.store.requeue(clientId);
    this.#deps.outboxChanged();
  }

  async discard(clientId: string): Promise<void> {
    await this.#deps.store.discard(clientId);
    this.#deps.outboxChanged();
  }

  /** @returns false where the item may be on its way already, or is gone */
  async amend(clientId: string, text: string): Promise<boolean> {
    const { store, isCutOff, outboxChanged } = this.#deps;
    const item = (await store.outbox()).find((one) => one.clientId === clientId);
    if (item?.state.kind === 'queued' && !isCutOff()) return false;
    const amended = await store.amend(clientId, text);
    outboxChanged();
    return amended;
  }

  async #enqueue(sessionId: string, action: OutboxAction, clientId = this.#deps.uuid()): Promise<string> {
    const { store, clock, outboxChanged } = this.#deps;
    const item = await store.enqueue({ clientId, sessionId, action, createdAt: clock.now() });
    outboxChanged();
    return item.clientId;
  }
}
