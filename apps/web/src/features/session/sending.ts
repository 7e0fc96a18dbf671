import type { MessageContent, OutboxItem, SessionWindow, TidemarkClient } from '@tidemark/sync-client';

/** How long a message that is stored may stay here when no reading of the store shows it, in ms. */
const LINGER = 2_000;

type Content = Omit<MessageContent, 'forwarded'>;

/**
 * The own messages that are being put into the outbox: drawn from here with the next frame, since the store shows them
 * some frames later. Each goes when a reading of the store has it, or when it could not be stored.
 */
export class Sending {
  readonly #after: (ms: number, run: () => void) => void;
  readonly #listeners = new Set<() => void>();
  #items: readonly OutboxItem[] = [];

  constructor(after: (ms: number, run: () => void) => void) {
    this.#after = after;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = (): readonly OutboxItem[] => this.#items;

  /** Shows a message from now on, while `stored` is awaited. Settles as `stored` does. */
  async show<T>(message: { clientId: string; sessionId: string; content: Content; at: number }, stored: Promise<T>) {
    const { clientId, sessionId, content, at } = message;
    const item: OutboxItem = {
      order: Number.MAX_SAFE_INTEGER,
      clientId,
      sessionId,
      action: { kind: 'send', ...content },
      createdAt: at,
      state: { kind: 'queued' },
    };
    this.#set([...this.#items, item]);
    try {
      return await stored;
    } catch (cause) {
      this.drop(new Set([clientId]));
      throw cause;
    } finally {
      this.#after(LINGER, () => this.drop(new Set([clientId])));
    }
  }

  drop(clientIds: ReadonlySet<string>): void {
    const left = this.#items.filter(({ clientId }) => !clientIds.has(clientId));
    if (left.length < this.#items.length) this.#set(left);
  }

  #set(items: readonly OutboxItem[]): void {
    this.#items = items;
    for (const listener of this.#listeners) listener();
  }
}

/** A window with what is being put into the outbox of its session, and which of that it has itself by now. */
export function withSending(data: SessionWindow, sending: readonly OutboxItem[], sessionId: string) {
  const own = sending.filter((item) => item.sessionId === sessionId);
  if (own.length === 0) return { data, arrived: NONE };
  const has = new Set([...data.entries, ...data.pending].map(({ clientId }) => clientId));
  const arrived = new Set(own.flatMap(({ clientId }) => (has.has(clientId) ? [clientId] : [])));
  const pending = [...data.pending, ...own.filter(({ clientId }) => !arrived.has(clientId))];
  return { data: pending.length === data.pending.length ? data : { ...data, pending }, arrived };
}

const NONE: ReadonlySet<string> = new Set();
const all = new WeakMap<TidemarkClient, Sending>();

export function sendingOf(client: TidemarkClient): Sending {
  let sending = all.get(client);
  if (!sending) all.set(client, (sending = new Sending((ms, run) => setTimeout(run, ms))));
  return sending;
}
