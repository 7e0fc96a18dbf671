import { randomUUID } from 'node:crypto';
import { until } from './poll.ts';
import type { Sender } from './sender.ts';

const IN_FLIGHT = 10;

/**
 * A device that sends without pause and never gives up: an action that was not confirmed is sent again under its
 * client id, over a new connection where the old one has broken.
 */
export class Load {
  /** What the server has acknowledged: SeqId by client id. */
  readonly acknowledged = new Map<string, number>();
  /** Every client id that was ever sent, with its text. */
  readonly sent = new Map<string, string>();
  readonly #sender: Sender;
  readonly #sessionId: string;
  #running = true;
  #lanes: Promise<void>[] = [];
  #reconnecting: Promise<void> | null = null;

  constructor(sender: Sender, sessionId: string) {
    this.#sender = sender;
    this.#sessionId = sessionId;
  }

  start(): void {
    this.#lanes = Array.from({ length: IN_FLIGHT }, () => this.#lane());
  }

  /** Sends nothing new, and resolves when all that was sent is acknowledged. */
  async finish(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#lanes);
  }

  async #lane(): Promise<void> {
    while (this.#running) {
      const clientId = randomUUID();
      const text = `load ${this.sent.size + 1}`;
      this.sent.set(clientId, text);
      await this.#insist(clientId, text);
    }
  }

  async #insist(clientId: string, text: string): Promise<void> {
    const seq = await until(`an answer to ${text}`, 60_000, async () => {
      try {
        return await this.#sender.send(this.#sessionId, text, clientId);
      } catch {
        await this.#connected();
        return null;
      }
    });
    this.acknowledged.set(clientId, seq);
  }

  #connected(): Promise<void> {
    if (this.#sender.connected) return Promise.resolve();
    this.#reconnecting ??= until('a new connection', 60_000, () =>
      this.#sender.connect().then(
        () => true,
        () => null,
      ),
    )
      .then(() => undefined)
      .finally(() => {
        this.#reconnecting = null;
      });
    return this.#reconnecting;
  }
}
