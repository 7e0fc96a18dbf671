/** Something small and polite to say; with `undo`, what takes back what was done. */
export type Notice = { readonly text: string; readonly undo?: () => void };

/** What is to be said, kept in order until there is someone who shows it. */
export class Notices {
  #waiting: readonly Notice[] = [];
  readonly #listeners = new Set<() => void>();

  say(notice: Notice): void {
    this.#waiting = [...this.#waiting, notice];
    this.#tell();
  }

  /** What waits, the same array until it changes. */
  get waiting(): readonly Notice[] {
    return this.#waiting;
  }

  /** Hands over what waits, to be shown by who asks. */
  take(): readonly Notice[] {
    const taken = this.#waiting;
    if (taken.length > 0) {
      this.#waiting = [];
      this.#tell();
    }
    return taken;
  }

  /** Runs it after each change; returns what ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
