import { LIMITS } from '@tidemark/protocol';
import type { Clock } from '../ports.ts';
import type { Watch } from './company.ts';

/** A tab says again and again what it looks at; one that is silent for so long, in ms, looks at nothing. */
export const WATCH_AGAIN = 60_000;
const BELIEVE = 150_000;

/** What the tabs of a device look at, as each of them says. */
export class Watches {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #byTab = new Map<string, { readonly watch: Watch; readonly until: number }>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  put(tabId: string, watch: Watch): void {
    this.#byTab.delete(tabId);
    if (watch.people.length + watch.receipts.length === 0) return;
    this.#byTab.set(tabId, { watch, until: this.#clock.now() + BELIEVE });
  }

  /** All of them together, the latest first where there are more than the server takes. */
  all(): Watch {
    const now = this.#clock.now();
    for (const [tabId, { until }] of this.#byTab) if (until <= now) this.#byTab.delete(tabId);
    const watches = [...this.#byTab.values()].toReversed().map(({ watch }) => watch);
    const people = new Map(watches.flatMap((watch) => watch.people).map((one) => [one.userId, one]));
    return {
      people: [...people.values()].slice(0, LIMITS.watched),
      receipts: [...new Set(watches.flatMap((watch) => watch.receipts))],
    };
  }
}
