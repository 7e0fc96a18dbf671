import type { Bus, BusMessage } from '../../src/bus/bus.ts';
import { decode, encode } from '../../src/bus/codec.ts';
import { partsOf } from '../../src/bus/parts.ts';

type Node = { onMessage: (message: BusMessage) => void; onBack: () => void };

/** A bus between nodes of one process, which can be cut and slowed down by hand. */
export class Hub {
  readonly #nodes = new Set<Node>();
  readonly #maxBytes: number;
  #isUp = true;
  #held: (() => void)[] | null = null;

  constructor(maxBytes = 256_000) {
    this.#maxBytes = maxBytes;
  }

  /** Loses everything from now on. */
  cut(): void {
    this.#isUp = false;
  }

  heal(): void {
    this.#isUp = true;
    for (const node of this.#nodes) node.onBack();
  }

  /** Keeps what is said until `release`. */
  hold(): void {
    this.#held = [];
  }

  /** Delivers what was kept, as it was said, or the last of it first. */
  release(order: 'as said' | 'last first' = 'as said'): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const deliver of order === 'as said' ? held : held.toReversed()) deliver();
  }

  join(): Bus {
    const self: Node = { onMessage: () => {}, onBack: () => {} };
    this.#nodes.add(self);
    const isUp = () => this.#isUp;
    return {
      hasOthers: true,
      get isUp() {
        return isUp();
      },
      attach: () => {},
      publish: (message) => {
        const parts =
          message.kind === 'written' ? partsOf(message.epoch, message.deliveries, this.#maxBytes) : [message];
        for (const part of parts) this.#say(self, encode(part));
      },
      listen: (onMessage, onBack) => Object.assign(self, { onMessage, onBack }),
      close: async () => void this.#nodes.delete(self),
    };
  }

  #say(from: Node, text: string): void {
    if (!this.#isUp) return;
    for (const node of this.#nodes) {
      if (node === from) continue;
      const deliver = () => {
        const message = decode(text);
        if (message) node.onMessage(message);
      };
      if (this.#held) this.#held.push(deliver);
      else setImmediate(deliver);
    }
  }
}
