import {
  type AnswerOf,
  type ClientEvent,
  type ErrorCode,
  type Failure,
  type Handshake,
  type RequestOf,
  failure,
} from '@tidemark/protocol';
import type { Transport, TransportEvent, Undo } from '../ports.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimConnection, SimServer } from './sim-server.ts';

/** What goes wrong on the way. Shares are of 1. */
export type SimFaults = {
  /** No way through at all. */
  down: boolean;
  dropPush: number;
  doublePush: number;
  /** Longest extra delay of a push, in ms: pushes then overtake each other. */
  delayPush: number;
  /** Acknowledgements of these events that get lost after the server has acted, still to come. */
  dropAnswers: Map<ClientEvent, number>;
};

export function noFaults(): SimFaults {
  return { down: false, dropPush: 0, doublePush: 0, delayPush: 0, dropAnswers: new Map() };
}

/** A connection to the simulated server, with latency and faults. */
export class SimTransport implements Transport {
  readonly #server: SimServer;
  readonly #random: SeededRandom;
  readonly #faults: SimFaults;
  readonly #listeners = new Set<(event: TransportEvent) => void>();
  readonly #whenAwake: (run: () => void) => void;
  #connection: SimConnection | null = null;
  #up = false;
  #dead = false;

  /** @param whenAwake runs what the page hears now, after its thaw, or never */
  constructor(
    server: SimServer,
    random: SeededRandom,
    faults: SimFaults,
    whenAwake: (run: () => void) => void = (run) => run(),
  ) {
    this.#whenAwake = whenAwake;
    this.#server = server;
    this.#random = random;
    this.#faults = faults;
  }

  listen(listener: (event: TransportEvent) => void): Undo {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  connect(handshake: Handshake): void {
    this.disconnect();
    const connection: SimConnection = {
      handshake,
      followed: new Map(),
      receipts: new Set(),
      tell: (event) => this.#push(connection, { kind: 'company', event }),
      push: (frame) => this.#push(connection, { kind: 'push', frame }),
      pushSession: (frame) => this.#push(connection, { kind: 'session-push', frame }),
      moved: (sessionIds) => this.#push(connection, { kind: 'session-moved', sessionIds }),
      end: (code?: ErrorCode) => this.#end(connection, code),
    };
    this.#connection = connection;
    this.#later(connection, async () => {
      if (this.#faults.down) return this.#end(connection);
      const hello = await this.#server.accept(connection);
      if (hello === undefined) return;
      this.#later(connection, () => {
        const { epoch, head, floor } = hello as { epoch: string; head: number; floor: number };
        this.#up = true;
        this.#tell({ kind: 'hello', bounds: { epoch, head, floor } });
      });
    });
  }

  disconnect(): void {
    const connection = this.#connection;
    this.#connection = null;
    this.#up = false;
    if (connection) this.#server.drop(connection);
  }

  /** The page is gone: the server finds the connection closed, nobody hears anything any more. */
  die(): void {
    this.disconnect();
    this.#dead = true;
    this.#listeners.clear();
  }

  /** The link breaks. */
  cut(): void {
    if (this.#connection) this.#end(this.#connection);
  }

  request<E extends ClientEvent>(event: E, payload: RequestOf<E>, timeoutMs: number): Promise<AnswerOf<E> | Failure> {
    const connection = this.#connection;
    if (!connection || !this.#up) return Promise.resolve(failure('unavailable', { detail: 'not connected' }));
    return new Promise((resolve) => {
      const late = this.#server.clock.after(timeoutMs, () => {
        this.#whenAwake(() => resolve(failure('unavailable', { detail: 'timeout' })));
      });
      this.#later(connection, async () => {
        const answer = await this.#server.answer(connection, event, structuredClone(payload));
        const lost = this.#faults.dropAnswers.get(event) ?? 0;
        if (lost > 0) return void this.#faults.dropAnswers.set(event, lost - 1);
        this.#later(connection, () => {
          late();
          this.#whenAwake(() => resolve(structuredClone(answer) as AnswerOf<E> | Failure));
        });
      });
    });
  }

  #push(connection: SimConnection, event: TransportEvent): void {
    const { dropPush, doublePush, delayPush } = this.#faults;
    const copies = this.#random.chance(dropPush) ? 0 : this.#random.chance(doublePush) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#later(connection, () => this.#tell(structuredClone(event)), this.#random.int(0, delayPush));
    }
  }

  #end(connection: SimConnection, code?: ErrorCode): void {
    if (connection !== this.#connection) return;
    this.disconnect();
    this.#tell(code === undefined ? { kind: 'closed' } : { kind: 'refused', code });
  }

  #later(connection: SimConnection, run: () => unknown, extra = 0): void {
    this.#server.clock.after(this.#random.int(1, 10) + extra, () => {
      if (connection === this.#connection) void run();
    });
  }

  #tell(event: TransportEvent): void {
    if (this.#dead) return;
    this.#whenAwake(() => {
      for (const listener of [...this.#listeners]) listener(event);
    });
  }
}
