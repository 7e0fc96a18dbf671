import type { DeviceState, Position } from '@tidemark/timeline';
import type { Clock, Transport, Undo } from '../ports.ts';
import { endsDevice } from './codes.ts';
import { ANSWER_WITHIN } from './sync-runtime.ts';

/** A device says how far it is at most once in this many ms. */
export const ACK_EVERY = 1_000;

export type AckDeps = { readonly transport: Transport; readonly clock: Clock };

export type AckHooks = {
  /** The server has taken it. */
  acked(position: Position): void;
  ended(code: string): void;
};

/**
 * Tells the server how far this device has applied its sync timeline. Advice, so nothing is kept for later: what is
 * lost is made up for by the next one, or by the first on the next connection.
 */
export class AckRunner {
  readonly #deps: AckDeps;
  readonly #hooks: AckHooks;
  #position: Position | null = null;
  /** What was said last on this connection. */
  #told: Position | null = null;
  #up = false;
  #cancelRest: Undo | null = null;
  #closed = false;

  constructor(deps: AckDeps, hooks: AckHooks) {
    this.#deps = deps;
    this.#hooks = hooks;
  }

  /** @param up whether there is a connection, in the life of the numbering that the position is of */
  stepped({ position }: Pick<DeviceState, 'position'>, up: boolean): void {
    this.#position = position;
    if (up !== this.#up) this.#told = null;
    this.#up = up;
    this.#tell();
  }

  close(): void {
    this.#closed = true;
    this.#cancelRest?.();
  }

  #tell(): void {
    const position = this.#position;
    if (this.#closed || !this.#up || this.#cancelRest || position === null || isSame(position, this.#told)) return;
    this.#told = position;
    this.#cancelRest = this.#deps.clock.after(ACK_EVERY, () => {
      this.#cancelRest = null;
      this.#tell();
    });
    void this.#ask(position);
  }

  async #ask(position: Position): Promise<void> {
    const answer = await this.#deps.transport.request('sync:ack', { ...position }, ANSWER_WITHIN);
    if (this.#closed) return;
    if (answer.ok) this.#hooks.acked(position);
    else if (endsDevice(answer.code)) this.#hooks.ended(answer.code);
  }
}

function isSame(a: Position, b: Position | null): boolean {
  return a.epoch === b?.epoch && a.checkpoint === b.checkpoint;
}
