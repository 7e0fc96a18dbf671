import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '@tidemark/timeline';
import { uuidv7 } from '../../src/ids.ts';
import type { Browser } from './browser.ts';
import type { TestClient } from './client.ts';

/** Between two attempts to reach a server that is away, in ms. */
const RETRY_MS = 50;

/** A device under load: it sends like an outbox, the same action again and again until the server has confirmed it. */
export class LoadDevice {
  readonly browser: Browser;
  /** What was acknowledged, by client id. */
  readonly acknowledged = new Map<string, Entry>();
  retries = 0;
  /** Codes of what was refused on the way. */
  readonly refusals: string[] = [];
  /** After how many ms a server that went down asked it to come back, each time. */
  readonly restarts: number[] = [];
  #client: Promise<TestClient> | null = null;

  constructor(browser: Browser) {
    this.browser = browser;
  }

  /** Sends messages one after the other; `onAck` is called after each. */
  async lane(sessionId: string, count: number, onAck: () => void): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const clientId = uuidv7();
      await this.#untilConfirmed(sessionId, clientId, `${this.browser.deviceId} ${i}`);
      onAck();
    }
  }

  /** Sends messages one after the other, at the pace of a quick writer, until it is told to end. */
  async laneUntil(sessionId: string, isOver: () => boolean): Promise<void> {
    for (let i = 0; !isOver(); i += 1) {
      await this.#untilConfirmed(sessionId, uuidv7(), `${this.browser.deviceId} ${i}`);
      await sleep(RETRY_MS);
    }
  }

  /** A client that is connected, as soon as one can be. */
  async client(): Promise<TestClient> {
    for (;;) {
      this.#client ??= this.#connect();
      const connecting = this.#client;
      try {
        const client = await connecting;
        if (client.socket.connected) return client;
      } catch {
        await sleep(RETRY_MS);
      }
      if (this.#client === connecting) this.#client = null;
    }
  }

  /** The whole sync timeline, pulled from its beginning. */
  async pullAll(): Promise<readonly Entry[]> {
    const client = await this.client();
    const { epoch } = await client.message('hello');
    const entries: Entry[] = [];
    for (let checkpoint = 0; ;) {
      const answer = await client.ask('sync:pull', { epoch, checkpoint, limit: 50 });
      if (answer.outcome === 'up-to-date') return entries;
      if (answer.outcome !== 'continue') throw new Error(answer.outcome);
      if (answer.frame.from !== checkpoint + 1) throw new Error('the frame does not start after the checkpoint');
      checkpoint = answer.frame.to;
      for (const item of answer.frame.items) if (item.kind === 'entry') entries.push(item.entry);
    }
  }

  async #connect(): Promise<TestClient> {
    const client = await this.browser.connect();
    void client.message('server:restart').then(({ reconnectInMs }) => this.restarts.push(reconnectInMs));
    return client;
  }

  async #untilConfirmed(sessionId: string, clientId: string, text: string): Promise<void> {
    for (;;) {
      const client = await this.client();
      try {
        const answer = await client.request('message:send', { sessionId, clientId, text });
        if (answer.ok) {
          this.acknowledged.set(clientId, answer.entry);
          return;
        }
        this.refusals.push(answer.code);
        if (!answer.retryable) throw new RangeError(`refused: ${answer.code}`);
      } catch (error) {
        if (error instanceof RangeError) throw error;
      }
      this.retries += 1;
      await sleep(RETRY_MS);
    }
  }
}
