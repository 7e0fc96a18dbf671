import type { ServerEvent, ServerMessage } from '@tidemark/protocol';
import type { Bounds, SeqId, SyncFrame } from '@tidemark/timeline';
import type { Socket } from 'socket.io';
import type { Clock } from '../clock.ts';
import { Feed } from '../push/feed.ts';

/** How long a push waits for one that belongs before it, in ms. */
const REORDER_MS = 100;

export type Identified = {
  readonly userId: string;
  readonly deviceId: string;
  readonly loginId: string;
  /** When the login ends by itself, in ms since 1970. */
  readonly loginEndsAt: number;
};

/** What may get lost. */
type Hint = Extract<ServerEvent, 'typing:said' | 'presence:moved' | 'receipts:moved'>;

/** One live socket of one device. */
export class Connection {
  readonly who: Identified;
  readonly socket: Socket;
  readonly #feed = new Feed();
  readonly #clock: Clock;
  readonly #maxBacklogBytes: number;
  #cancelGiveUp: (() => void) | null = null;
  /** The newest frame that was not sent because the socket could not keep up; sent when it can again. */
  #skipped: SyncFrame | null = null;
  /** Sessions that moved while the socket could not keep up: it is told when it can again. */
  readonly #moved = new Set<string>();
  /** Set when the server has closed it. */
  ended = false;
  /** Set when the device was revoked: nothing is served on it any more, and it will be closed. */
  revoked = false;
  /** The life of the numbering that the device was greeted with. */
  epoch: string | null = null;
  /** When it took its place, by the clock of all nodes, in microseconds; null until that was read. */
  since: number | null = null;
  /** The same of the socket that it replaced on this node: by that time the other nodes know of the device here. */
  sinceBefore: number | null = null;
  /** When a socket of the same device took its place on another node, the latest of them. */
  #replacedAt = 0;
  /** Requests that are being worked on. */
  inFlight = 0;
  /** When the device was last noted as seen, in ms since 1970. */
  touchedAt = 0;

  constructor(who: Identified, socket: Socket, clock: Clock, maxBacklogBytes: number) {
    this.who = who;
    this.socket = socket;
    this.#clock = clock;
    this.#maxBacklogBytes = maxBacklogBytes;
    socket.conn.on('drain', () => this.#onDrain());
  }

  /** Sends `hello`, then what was delivered since the bounds were read. */
  greet(hello: {
    readonly protocol: number;
    readonly epoch: string;
    readonly head: number;
    readonly floor: number;
  }): void {
    this.epoch = hello.epoch;
    this.socket.emit('hello', { deviceId: this.who.deviceId, ...hello });
    this.#send(this.#feed.open(hello.head));
  }

  push(frame: SyncFrame): void {
    if (this.ended || this.revoked) return;
    this.#send(this.#feed.offer(frame));
    if (this.#feed.waiting) {
      this.#cancelGiveUp ??= this.#clock.after(REORDER_MS, () => {
        this.#cancelGiveUp = null;
        while (this.#feed.waiting) this.#send(this.#feed.giveUp());
      });
    } else this.#stopWaiting();
  }

  /** How far the device was told of its timeline; null before its greeting. */
  get told(): SeqId | null {
    return this.#feed.told;
  }

  /**
   * Tells the device how far its timeline reaches, without what is in it: a frame of an empty interval, after which the
   * device pulls. Does nothing when it was told as much already, or not greeted yet.
   */
  tellHead({ epoch, head, floor }: Bounds): void {
    const { told } = this.#feed;
    if (this.ended || this.revoked || told === null || head <= told) return;
    this.#feed.skipTo(head);
    this.#send([{ epoch, head, floor, from: head + 1, to: head, items: [], users: [] }]);
  }

  /** It took its place at this time. Answers false, and ends, when a newer one has done so on another node. */
  takePlace(since: number): boolean {
    this.since = since;
    this.replacedBy(this.#replacedAt);
    return !this.ended;
  }

  /** The latest time by which the other nodes may know of the device on this node; null where they know nothing. */
  get lastSince(): number | null {
    return this.since ?? this.sinceBefore;
  }

  /** The same device has a socket on another node since then: the older one of the two ends. */
  replacedBy(since: number): void {
    this.#replacedAt = Math.max(this.#replacedAt, since);
    if (this.since !== null && this.since < this.#replacedAt) this.end();
  }

  /** True while more waits in the socket than it should: pushes to it are skipped. */
  get isCongested(): boolean {
    return this.#backlogBytes() > this.#maxBacklogBytes;
  }

  /** Asks the device to follow a session anew: it is told of it no more. */
  sessionMoved(sessionId: string): void {
    if (this.ended || this.revoked) return;
    if (this.isCongested) this.#moved.add(sessionId);
    else this.socket.emit('session:moved', { sessionIds: [sessionId] });
  }

  /** Says something that nothing depends on: not while it is not greeted, or does not keep up. */
  hint<E extends Hint>(event: E, message: ServerMessage<E>): void {
    if (this.ended || this.revoked || this.told === null || this.isCongested) return;
    this.socket.emit<string>(event, message);
  }

  /** Stops serving and tells the device that it is at its end. `end` follows. */
  revoke(): void {
    if (this.revoked) return;
    this.revoked = true;
    this.socket.emit('device:revoked', {});
  }

  /** Ends the connection: nothing more is served, and a peer that does not read cannot hold it open. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.#stopWaiting();
    const { conn } = this.socket;
    this.socket.disconnect(true);
    this.#clock.after(1000, () => conn.close(true));
  }

  #send(frames: readonly SyncFrame[]): void {
    for (const frame of frames) {
      if (this.isCongested) this.#skipped = frame;
      else this.socket.emit('sync:push', frame);
    }
  }

  #onDrain(): void {
    if (this.ended || this.isCongested) return;
    const frame = this.#skipped;
    this.#skipped = null;
    if (frame) this.socket.emit('sync:push', frame);
    if (this.#moved.size > 0) this.socket.emit('session:moved', { sessionIds: [...this.#moved] });
    this.#moved.clear();
  }

  #stopWaiting(): void {
    this.#cancelGiveUp?.();
    this.#cancelGiveUp = null;
  }

  /** What waits to be written to this socket, in bytes (roughly: strings count their characters). */
  #backlogBytes(): number {
    // engine.io keeps its queue out of its types
    const { writeBuffer } = this.socket.conn as unknown as { writeBuffer?: readonly { data?: string | Buffer }[] };
    return (writeBuffer ?? []).reduce((sum, packet) => sum + (packet.data?.length ?? 0), 0);
  }
}
