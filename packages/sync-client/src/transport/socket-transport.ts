import {
  type AnswerOf,
  CLIENT_EVENTS,
  type ClientEvent,
  type Failure,
  type Handshake,
  type RequestOf,
  SERVER_EVENTS,
  type ServerEvent,
  type ServerMessage,
  failure,
  failureSchema,
} from '@tidemark/protocol';
import { type Socket, io } from 'socket.io-client';
import type { CompanyEvent } from '../company/company.ts';
import type { Clock, Log, Transport, TransportEvent, Undo } from '../ports.ts';

/** How long a connection may take until the server's first word, in ms. */
const HELLO_WITHIN = 10_000;

export type SocketTransportOptions = {
  readonly clock: Clock;
  readonly log?: Log;
  /** Absent = the page's own origin. */
  readonly url?: string;
  /** For clients that are not browsers: the login cookie and the origin. */
  readonly extraHeaders?: Readonly<Record<string, string>>;
};

/** The connection over Socket.IO: WebSocket first, long polling where that does not get through. */
export class SocketTransport implements Transport {
  readonly #options: SocketTransportOptions;
  readonly #listeners = new Set<(event: TransportEvent) => void>();
  #socket: Socket | null = null;
  #cancelHello: Undo = () => {};

  constructor(options: SocketTransportOptions) {
    this.#options = options;
  }

  listen(listener: (event: TransportEvent) => void): Undo {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  connect(handshake: Handshake): void {
    this.disconnect();
    const { url, extraHeaders } = this.#options;
    const options = {
      auth: handshake,
      reconnection: false,
      forceNew: true,
      autoConnect: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: HELLO_WITHIN,
      ...(extraHeaders ? { extraHeaders: { ...extraHeaders } } : {}),
    };
    const socket = url === undefined ? io(options) : io(url, options);
    this.#socket = socket;
    this.#cancelHello = this.#options.clock.after(HELLO_WITHIN, () => this.#end(socket, { kind: 'closed' }));

    let restartInMs: number | undefined;
    socket.on('connect_error', (error: Error & { data?: unknown }) => {
      const refusal = failureSchema.safeParse(error.data);
      const final = refusal.success && !refusal.data.retryable;
      this.#end(socket, final ? { kind: 'refused', code: refusal.data.code } : { kind: 'closed' });
    });
    socket.on('disconnect', () => this.#end(socket, { kind: 'closed', reconnectInMs: restartInMs }));
    this.#hear(socket, 'hello', ({ epoch, head, floor }) => {
      this.#cancelHello();
      this.#tell({ kind: 'hello', bounds: { epoch, head, floor } });
    });
    this.#hear(socket, 'sync:push', (frame) => this.#tell({ kind: 'push', frame }));
    this.#hear(socket, 'session:push', (frame) => this.#tell({ kind: 'session-push', frame }));
    this.#hear(socket, 'session:moved', ({ sessionIds }) => this.#tell({ kind: 'session-moved', sessionIds }));
    this.#hint(socket, 'typing:said', (said) => ({ kind: 'typing', ...said }));
    this.#hint(socket, 'presence:moved', ({ people }) => ({ kind: 'presence', people, all: false }));
    this.#hint(socket, 'receipts:moved', (moved) => ({ kind: 'receipts', ...moved }));
    this.#hear(socket, 'device:revoked', () => this.#end(socket, { kind: 'refused', code: 'device-revoked' }));
    this.#hear(socket, 'server:restart', ({ reconnectInMs }) => {
      restartInMs = reconnectInMs;
    });
    socket.connect();
  }

  disconnect(): void {
    this.#cancelHello();
    const socket = this.#socket;
    this.#socket = null;
    socket?.off();
    socket?.disconnect();
  }

  async request<E extends ClientEvent>(
    event: E,
    payload: RequestOf<E>,
    timeoutMs: number,
  ): Promise<AnswerOf<E> | Failure> {
    const socket = this.#socket;
    // Socket.IO would keep it for a later connection; whether to ask again is for the caller to say.
    if (!socket?.connected) return failure('unavailable', { detail: 'not connected' });
    let raw: unknown;
    try {
      raw = await socket.timeout(timeoutMs).emitWithAck(event, payload);
    } catch {
      return failure('unavailable', { detail: socket.connected ? 'timeout' : 'disconnected' });
    }
    const refusal = failureSchema.safeParse(raw);
    if (refusal.success) return refusal.data;
    const answer = CLIENT_EVENTS[event].answer.safeParse(raw);
    if (answer.success) return answer.data as AnswerOf<E>;
    this.#options.log?.note('answer-unreadable', { event });
    return failure('internal', { detail: 'unreadable answer' });
  }

  /** Takes a server message when it reads as one; an unreadable push must not go unnoticed, so the link is renewed. */
  #hear<E extends ServerEvent>(socket: Socket, event: E, take: (message: ServerMessage<E>) => void): void {
    socket.on<string>(event, (raw: unknown) => {
      if (socket !== this.#socket) return;
      const message = SERVER_EVENTS[event].safeParse(raw);
      if (message.success) return take(message.data as ServerMessage<E>);
      this.#options.log?.note('message-unreadable', { event });
      this.#end(socket, { kind: 'closed' });
    });
  }

  /** Takes what nothing depends on: one that cannot be read is passed over. */
  #hint<E extends ServerEvent>(socket: Socket, event: E, read: (message: ServerMessage<E>) => CompanyEvent): void {
    socket.on<string>(event, (raw: unknown) => {
      const message = SERVER_EVENTS[event].safeParse(raw);
      if (socket !== this.#socket || !message.success) return;
      this.#tell({ kind: 'company', event: read(message.data as ServerMessage<E>) });
    });
  }

  #end(socket: Socket, event: TransportEvent): void {
    if (socket !== this.#socket) return;
    this.disconnect();
    this.#tell(event);
  }

  #tell(event: TransportEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
