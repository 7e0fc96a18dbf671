import type { Socket } from 'node:net';
import { StreamReader } from './stream.ts';
import { type Weather, copiesOf } from './weather.ts';

type Towards = 'server' | 'device';

/** A connection of a device and its continuation to a node, with the weather between the two. */
export class Pair {
  readonly #sockets: { readonly device: Socket; readonly server: Socket };
  readonly #weather: Weather;
  readonly #chance: (share: number) => boolean;
  readonly #ended: () => void;
  readonly #deaf = new Set<Towards>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** What is on its way, by direction, first in first out. */
  readonly #waiting: Record<Towards, (() => void)[]> = { server: [], device: [] };
  #over = false;

  constructor(
    sockets: { readonly device: Socket; readonly server: Socket },
    weather: Weather,
    chance: (share: number) => boolean,
    ended: () => void,
  ) {
    this.#sockets = sockets;
    this.#weather = weather;
    this.#chance = chance;
    this.#ended = ended;
    this.#carry('server');
    this.#carry('device');
  }

  /** Half-open: nothing goes in that direction any more, not even the end, and the sender does not notice. */
  swallow(towards: Towards): void {
    this.#deaf.add(towards);
  }

  /** Breaks both ends at once. */
  cut(): void {
    if (this.#over) return;
    this.#over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#sockets.device.destroy();
    this.#sockets.server.destroy();
    this.#ended();
  }

  get isHalfOpen(): boolean {
    return this.#deaf.size > 0;
  }

  #carry(towards: Towards): void {
    const [from, to] =
      towards === 'server'
        ? [this.#sockets.device, this.#sockets.server]
        : [this.#sockets.server, this.#sockets.device];
    const reader = new StreamReader(towards);
    from.on('data', (chunk: Buffer) => {
      if (this.#deaf.has(towards)) return;
      for (const { raw, text } of reader.push(chunk)) {
        const copies = copiesOf(text, towards, this.#weather, this.#chance);
        for (let copy = 0; copy < copies; copy += 1) this.#later(towards, () => to.write(raw));
      }
    });
    from.on('error', () => undefined); // told by close
    from.on('close', () => {
      if (!this.#deaf.has(towards)) this.#later(towards, () => this.cut());
    });
  }

  /** Runs it when it arrives, and never before what was on its way already, however exact the timers are. */
  #later(towards: Towards, run: () => void): void {
    const waiting = this.#waiting[towards];
    if (this.#weather.delayMs === 0 && waiting.length === 0) return run();
    waiting.push(run);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#over) waiting.shift()?.();
    }, this.#weather.delayMs);
    this.#timers.add(timer);
  }
}
