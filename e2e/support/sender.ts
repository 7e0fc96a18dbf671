import { randomUUID } from 'node:crypto';
import {
  PROTOCOL_VERSION,
  type AnswerOf,
  type ClientEvent,
  type Failure,
  type RequestOf,
  type ServerMessage,
} from '@tidemark/protocol';
import { io, type Socket } from 'socket.io-client';
import { originOf, post, signIn, type Person } from './api.ts';
import type { ServerPlace } from './test-server.ts';

const ANSWER_MS = 20_000;

/** A device without a browser: sends fast, sees every frame that the server pushes to it. */
export class Sender {
  readonly person: Person;
  readonly deviceId: string;
  readonly cookie: string;
  readonly place: ServerPlace;
  /** Pushed frames, as they came. */
  readonly pushed: ServerMessage<'sync:push'>[] = [];
  #socket: Socket | null = null;

  private constructor(place: ServerPlace, person: Person, cookie: string) {
    this.place = place;
    this.person = person;
    this.cookie = cookie;
    this.deviceId = randomUUID();
  }

  /** Signs in, registers a device and connects it. */
  static async of(place: ServerPlace, person: Person): Promise<Sender> {
    const { cookie } = await signIn(place, person);
    const sender = new Sender(place, person, cookie);
    const registered = await post(place, '/api/devices', { deviceId: sender.deviceId, name: 'Sender' }, cookie);
    if (!registered.ok) throw new Error(`the device was refused: ${await registered.text()}`);
    await sender.connect();
    return sender;
  }

  /** @throws Error when the server refuses the connection */
  async connect(): Promise<void> {
    const { place, cookie, deviceId, person } = this;
    const socket = io(`http://127.0.0.1:${place.port}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { protocol: PROTOCOL_VERSION, userId: person.userId, deviceId },
      extraHeaders: { origin: originOf(place), cookie },
    });
    this.#socket = socket;
    socket.on('sync:push', (frame: ServerMessage<'sync:push'>) => this.pushed.push(frame));
    await new Promise<void>((resolve, reject) => {
      socket.once('hello', () => resolve());
      socket.once('connect_error', (error) => {
        socket.disconnect();
        reject(error);
      });
    });
  }

  /** A request and its answer, a refusal included. */
  request<E extends ClientEvent>(event: E, request: RequestOf<E>): Promise<AnswerOf<E> | Failure> {
    if (!this.#socket) throw new Error('not connected');
    return this.#socket.timeout(ANSWER_MS).emitWithAck(event, request);
  }

  /** @throws Error when it is refused */
  async ask<E extends ClientEvent>(event: E, request: RequestOf<E>): Promise<Exclude<AnswerOf<E>, Failure>> {
    const answer = await this.request(event, request);
    if (!answer.ok) throw new Error(`${event} was refused: ${JSON.stringify(answer)}`);
    return answer as Exclude<AnswerOf<E>, Failure>;
  }

  /** Sends a message that must be stored; returns its SeqId. */
  async send(sessionId: string, text: string, clientId: string = randomUUID()): Promise<number> {
    return (await this.ask('message:send', { sessionId, clientId, text })).entry.seq;
  }

  /** Sends messages in order, each after the one before was stored. */
  async sendAll(sessionId: string, texts: readonly string[]): Promise<void> {
    for (const text of texts) await this.send(sessionId, text);
  }

  /** Makes a session and returns its id. */
  async create(usernames: readonly string[], title: string | null = null): Promise<string> {
    const answer = await this.ask('session:create', { clientId: randomUUID(), usernames: [...usernames], title });
    return answer.entry.sessionId;
  }

  get connected(): boolean {
    return this.#socket?.connected ?? false;
  }

  close(): void {
    this.#socket?.disconnect();
    this.#socket = null;
  }
}
