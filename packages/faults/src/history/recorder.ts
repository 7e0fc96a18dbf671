import type { History, HistoryEvent } from './events.ts';

/** Collects the history of a run. One process sees all of it, so its order is the order in which it came about. */
export class Recorder {
  readonly #events: HistoryEvent[] = [];

  get history(): History {
    return this.#events;
  }

  note(event: HistoryEvent): void {
    this.#events.push(event);
  }

  /** How often something of that kind has happened so far. */
  count(kind: HistoryEvent['kind']): number {
    return this.#events.reduce((sum, event) => sum + (event.kind === kind ? 1 : 0), 0);
  }
}
