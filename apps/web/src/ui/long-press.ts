/** How long a finger rests before it means a menu, in ms, and how far it may tremble, in px. */
const LONG_MS = 500;
const TREMBLE = 8;

type Point = { readonly x: number; readonly y: number };

/** A finger that rests in one place. The click that its lifting makes is none, once it has rested for long. */
export class LongPress {
  readonly #after: (ms: number, run: () => void) => () => void;
  #resting: (Point & { readonly cancel: () => void }) | null = null;
  #isLong = false;

  /** @param after runs something later; returns how to call it off */
  constructor(after: (ms: number, run: () => void) => () => void) {
    this.#after = after;
  }

  /** A finger comes down; `open` runs where it stays. */
  down(at: Point, open: (at: Point) => void): void {
    this.lift();
    this.#isLong = false;
    const { x, y } = at;
    const cancel = this.#after(LONG_MS, () => {
      this.#resting = null;
      this.#isLong = true;
      open({ x, y });
    });
    this.#resting = { x, y, cancel };
  }

  move({ x, y }: Point): void {
    const start = this.#resting;
    if (start && Math.hypot(x - start.x, y - start.y) > TREMBLE) this.lift();
  }

  /** The finger is gone, or something else is being done with it. */
  lift(): void {
    this.#resting?.cancel();
    this.#resting = null;
  }

  /** True once after a long press: the click that follows belongs to it. */
  takesClick(): boolean {
    const isLong = this.#isLong;
    this.#isLong = false;
    return isLong;
  }
}
