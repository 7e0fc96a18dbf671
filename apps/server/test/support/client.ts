import {
  CLIENT_EVENTS,
  PROTOCOL_VERSION,
  SERVER_EVENTS,
  type AnswerOf,
  type ClientEvent,
  type Failure,
  type RequestOf,
  type ServerEvent,
  type ServerMessage,
} from '@tidemark/protocol';
import { io, type Socket } from 'socket.io-client';

type Message = { readonly event: string; readonly payload: unknown };
type Waiting = { readonly test: (message: Message) => boolean; readonly resolve: (message: Message) => void };

/** A device on a real socket, as a test drives it: requests are promises, what the server says is kept in order. */
export class TestClient {
  readonly socket: Socket;
  readonly received: Message[] = [];
  #waiting: Waiting[] = [];
  /** Resolves with the reason when the server has closed the connection. */
  readonly closed: Promise<string>;

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('disconnect', resolve));
    socket.onAny((event: string, payload: unknown) => {
      const message = { event, payload };
      this.received.push(message);
      const [done, left] = [
        this.#waiting.filter((w) => w.test(message)),
        this.#waiting.filter((w) => !w.test(message)),
      ];
      this.#waiting = left;
      for (const waiting of done) waiting.resolve(message);
    });
  }

  /** Sends a request; the answer is checked against the protocol's schema. */
  async request<E extends ClientEvent>(event: E, request: RequestOf<E>): Promise<AnswerOf<E> | Failure> {
    const answer = (await this.raw(event, request)) as { ok?: unknown };
    if (answer.ok === false) return answer as Failure;
    return CLIENT_EVENTS[event].answer.parse(answer) as AnswerOf<E>;
  }

  /** Sends a request that must be taken. */
  async ask<E extends ClientEvent>(event: E, request: RequestOf<E>): Promise<Exclude<AnswerOf<E>, Failure>> {
    const answer = await this.request(event, request);
    if (!answer.ok) throw new Error(`${event} was refused: ${JSON.stringify(answer)}`);
    return answer as Exclude<AnswerOf<E>, Failure>;
  }

  /** Sends anything; resolves with whatever is acknowledged. */
  raw(event: string, ...args: unknown[]): Promise<unknown> {
    return this.socket.timeout(10_000).emitWithAck(event, ...args);
  }

  /** What the server says: the first such message that fits, one that has come already or the next. */
  async message<E extends ServerEvent>(
    event: E,
    fits: (message: ServerMessage<E>) => boolean = () => true,
  ): Promise<ServerMessage<E>> {
    const read = (message: Message) => SERVER_EVENTS[event].parse(message.payload) as ServerMessage<E>;
    const test = (message: Message) => message.event === event && fits(read(message));
    const come = this.received.find(test);
    if (come) return read(come);
    return read(await new Promise<Message>((resolve) => this.#waiting.push({ test, resolve })));
  }

  messages<E extends ServerEvent>(event: E): readonly ServerMessage<E>[] {
    return this.received
      .filter((m) => m.event === event)
      .map((m) => SERVER_EVENTS[event].parse(m.payload) as ServerMessage<E>);
  }

  close(): void {
    this.socket.disconnect();
  }
}

export type ConnectOptions = {
  readonly port: number;
  readonly cookie?: string;
  /** Null sends none. */
  readonly origin?: string | null;
  readonly auth: Record<string, unknown>;
  readonly transports?: readonly ('websocket' | 'polling')[];
  readonly headers?: Record<string, string>;
};

export function handshake(userId: string, deviceId: string): Record<string, unknown> {
  return { protocol: PROTOCOL_VERSION, userId, deviceId };
}

/** Connects; the answer is a client, or what the server refused it with. */
export function connect(options: ConnectOptions): Promise<{ client: TestClient } | { refused: Failure | string }> {
  const origin = options.origin === undefined ? `http://localhost:${options.port}` : options.origin;
  const socket = io(`http://127.0.0.1:${options.port}`, {
    transports: [...(options.transports ?? ['websocket'])],
    reconnection: false,
    forceNew: true,
    auth: options.auth,
    extraHeaders: {
      ...(origin === null ? {} : { origin }),
      ...(options.cookie ? { cookie: options.cookie } : {}),
      ...options.headers,
    },
  });
  const client = new TestClient(socket);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve({ client }));
    socket.once('connect_error', (error: Error & { data?: Failure }) => {
      socket.disconnect();
      resolve({ refused: error.data ?? error.message });
    });
  });
}
