import type { Shown } from '../store/evict.ts';

/** Tabs that are remembered: those that closed say no goodbye. */
const MOST_TABS = 30;

/** What the tabs of the device have on their screens, as far as this one has heard. */
export class Shows {
  readonly #byTab = new Map<string, Shown>();

  /** True when the tab shows another session than before. */
  put(tabId: string, shown: Shown): boolean {
    const before = this.#byTab.get(tabId);
    this.#byTab.delete(tabId);
    this.#byTab.set(tabId, shown);
    const [oldest] = this.#byTab.keys();
    if (this.#byTab.size > MOST_TABS && oldest !== undefined) this.#byTab.delete(oldest);
    return before?.sessionId !== shown.sessionId;
  }

  of(tabId: string): Shown | null {
    return this.#byTab.get(tabId) ?? null;
  }

  all(): readonly Shown[] {
    return [...this.#byTab.values()];
  }
}
