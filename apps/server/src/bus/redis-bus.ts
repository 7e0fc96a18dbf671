import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Server } from 'socket.io';
import { errorFields, type Log } from '../log.ts';
import type { Bus, BusMessage } from './bus.ts';
import { decode, encode } from './codec.ts';
import { bounded } from './parts.ts';
import { PublishingClient, ReadingClient } from './redis-clients.ts';

/** The largest message, in bytes; see `partsOf`. */
const MESSAGE_BYTES = 256_000;
const EVENT = 'tidemark';
const CHANNEL = 'tidemark';
/** How long one read of the stream waits, in ms: shorter than the silence after which a connection is dropped. */
const BLOCK_MS = 1_000;

/**
 * The bus over Redis, by Socket.IO's own adapter. The adapter waits for none of its publications and handles no failure
 * of them, so what it is given are clients that never fail: what cannot be said now is not said.
 */
export class RedisBus implements Bus {
  readonly hasOthers = true;
  readonly #url: string;
  readonly #log: Log;
  readonly #readers: ReadingClient[] = [];
  #publisher: PublishingClient | null = null;
  #io: Server | null = null;
  #onMessage: (message: BusMessage) => void = () => {};
  #onBack: () => void = () => {};
  /** Null until the first word of it. */
  #wasUp: boolean | null = null;
  #closed = false;

  constructor(options: { readonly url: string; readonly log: Log }) {
    this.#url = options.url;
    this.#log = options.log;
  }

  get isUp(): boolean {
    return this.#publisher?.isReady === true && this.#readers.every((reader) => reader.isReady);
  }

  attach(io: Server): void {
    this.#io = io;
    const publisher = new PublishingClient(this.#url, this.#events);
    this.#publisher = publisher;
    const adapterClient = {
      // see ReadingClient
      sSubscribe: () => undefined,
      publish: (channel: string, payload: Buffer) => publisher.publish(channel, payload),
      duplicate: () => this.#reader(),
    };
    const options = { streamName: CHANNEL, channelPrefix: CHANNEL, blockTimeInMs: BLOCK_MS };
    io.adapter(createAdapter(adapterClient, options));
    io.of('/').on(EVENT as 'connection', (said: unknown) => {
      const message = decode(said);
      if (message) this.#onMessage(message);
      else this.#log.warn({}, 'a message of another node could not be read');
    });
  }

  publish(message: BusMessage): void {
    // what nobody would hear is not written out either
    if (!this.#io || this.#closed || this.#publisher?.isReady !== true) return;
    const parts = bounded(message, MESSAGE_BYTES);
    for (const part of parts) this.#io.serverSideEmit(EVENT, encode(part));
  }

  listen(onMessage: (message: BusMessage) => void, onBack: () => void): void {
    this.#onMessage = onMessage;
    this.#onBack = onBack;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#publisher?.close();
    for (const reader of this.#readers) reader.disconnect();
  }

  #reader(): ReadingClient {
    const reader = new ReadingClient(this.#url, this.#events);
    this.#readers.push(reader);
    return reader;
  }

  /** One line when it goes and one when it comes back, however many attempts there are between. */
  readonly #events = {
    onReady: () => {
      if (!this.isUp || this.#wasUp === true || this.#closed) return;
      if (this.#wasUp === false) this.#log.warn({}, 'Redis is back: nodes tell each other again');
      this.#wasUp = true;
      this.#onBack();
    },
    onError: (error: unknown) => {
      if (this.#wasUp === false || this.#closed) return;
      this.#wasUp = false;
      this.#log.error(
        errorFields(error),
        'REDIS_URL cannot be reached: this node serves on, devices of other nodes learn late',
      );
    },
  };
}
