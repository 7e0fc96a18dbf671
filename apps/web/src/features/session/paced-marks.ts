/** How long after a mark the next one may go, in ms: what is seen meanwhile is one mark. */
const PAUSE = 400;

/**
 * Sends marks that only move forward: the first at once, those that follow closely as one. A mark that could not be
 * sent is sent again with the next one that is seen.
 */
export class PacedMarks {
  readonly #send: (seq: number) => Promise<void>;
  readonly #after: (ms: number, run: () => void) => () => void;
  /** What waits; 0 for nothing. */
  #due = 0;
  #sent = 0;
  #cancel: (() => void) | null = null;

  /** @param after runs something later; returns how to call it off */
  constructor(send: (seq: number) => Promise<void>, after: (ms: number, run: () => void) => () => void) {
    this.#send = send;
    this.#after = after;
  }

  see(seq: number): void {
    if (seq <= this.#sent) return;
    this.#due = Math.max(this.#due, seq);
    if (this.#cancel === null) this.#go();
  }

  /** Sends what waits at once: there may be no later. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#go(false);
  }

  #go(pause = true): void {
    const seq = this.#due;
    if (seq === 0) return;
    this.#due = 0;
    this.#sent = seq;
    this.#send(seq).catch(() => {
      this.#sent = 0;
    });
    if (!pause) return;
    this.#cancel = this.#after(PAUSE, () => {
      this.#cancel = null;
      this.#go();
    });
  }
}
