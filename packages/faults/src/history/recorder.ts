import type { History, HistoryEvent } from './events.ts';

/** Collects the history of a run. One process sees all of it, so its order is the order in which it came about. */
export class Recorder {
  readonly #events: HistoryEvent[] = [];
  /** Acknowledgements so far. */
  acknowledged = 0;

  get history(): History {
    return this.#events;
  }

  note(event: HistoryEvent): void {
    this.#events.push(event);
    if (event.kind === 'acknowledged') this.acknowledged += 1;
  }
}
