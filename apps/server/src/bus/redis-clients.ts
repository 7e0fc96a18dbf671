import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type RedisClientOptions } from '@redis/client';

/** A connection that says nothing for so long is asked, and dropped when it stays silent, in ms. */
const SILENCE = { ask: 1_000, drop: 4_000 };
/** After a read that failed at once, in ms: the caller reads again without a pause of its own. */
const READ_PAUSE_MS = 500;
/** Between two attempts to reconnect, in ms, at most. */
const RECONNECT_MS = 1_000;
/** Bytes that may wait for Redis; what would come on top is dropped. */
const MOST_WAITING = 16_000_000;

type Client = ReturnType<typeof createClient>;

/** What the clients report. */
export type ClientEvents = { readonly onReady: () => void; readonly onError: (error: unknown) => void };

function open(url: string, options: RedisClientOptions, events: ClientEvents): Client {
  const client = createClient({
    ...options,
    url,
    pingInterval: SILENCE.ask,
    socket: {
      connectTimeout: SILENCE.drop,
      socketTimeout: SILENCE.drop,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 5), RECONNECT_MS) + Math.random() * 100,
    },
  });
  client.on('error', events.onError);
  client.on('ready', events.onReady);
  return client;
}

/**
 * The connection that publishes. Nothing waits for it: while Redis is away, and beyond a bound of what is under way,
 * messages are dropped, and no failure reaches the caller.
 */
export class PublishingClient {
  readonly #client: Client;
  #waiting = 0;
  dropped = 0;

  constructor(url: string, events: ClientEvents) {
    this.#client = open(url, { disableOfflineQueue: true }, events);
    // tried again for ever; it rejects only when it is closed before it was ever connected
    this.#client.connect().catch(() => undefined);
  }

  get isReady(): boolean {
    return this.#client.isReady;
  }

  async publish(channel: string, payload: Buffer): Promise<void> {
    if (!this.isReady || this.#waiting + payload.length > MOST_WAITING) {
      this.dropped += 1;
      return;
    }
    this.#waiting += payload.length;
    try {
      await this.#client.publish(channel, payload);
    } catch {
      this.dropped += 1;
    } finally {
      this.#waiting -= payload.length;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}

/** A connection that reads or listens: it takes up again by itself what it did before Redis went away. */
export class ReadingClient {
  readonly #client: Client;
  #closed = false;

  constructor(url: string, events: ClientEvents) {
    this.#client = open(url, {}, events);
  }

  get isReady(): boolean {
    return this.#client.isReady;
  }

  /** Errors are reported through the events that were passed in. */
  on(): void {}

  /** By this method the adapter knows the library; sharded channels are not used. */
  sSubscribe(): void {}

  async connect(): Promise<void> {
    await this.#client.connect().catch(() => this.#never());
  }

  async subscribe(channels: string | string[], listener: (payload: Buffer) => void, asBuffers: true): Promise<void> {
    await this.#client.subscribe(channels, listener, asBuffers).catch(() => undefined);
  }

  async xRead(...args: Parameters<Client['xRead']>): Promise<unknown> {
    try {
      return await this.#client.xRead(...args);
    } catch (error) {
      if (this.#closed) return this.#never();
      await sleep(READ_PAUSE_MS, undefined, { ref: false });
      throw error;
    }
  }

  disconnect(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.destroy();
  }

  /** After the end nothing goes on. */
  #never(): Promise<never> {
    return new Promise(() => undefined);
  }
}
