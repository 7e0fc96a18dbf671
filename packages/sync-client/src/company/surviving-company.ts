import type { Undo } from '../ports.ts';
import type { Company, Watch } from './company.ts';

/** What screens hold on to while the client under them changes: they go on looking at the same. */
export class SurvivingCompany implements Company {
  readonly #listeners = new Set<() => void>();
  readonly #watches = new Map<Watch, Undo>();
  readonly #tell = (): void => {
    for (const listener of [...this.#listeners]) listener();
  };
  #inner: Company;
  #unlisten: Undo;

  constructor(first: Company) {
    this.#inner = first;
    this.#unlisten = first.subscribe(this.#tell);
  }

  /** Goes on with another one. */
  become(next: Company): void {
    this.#unlisten();
    this.#inner = next;
    this.#unlisten = next.subscribe(this.#tell);
    for (const watch of this.#watches.keys()) this.#watches.set(watch, next.watch(watch));
    this.#tell();
  }

  readonly subscribe = (listener: () => void): Undo => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly typing: Company['typing'] = (sessionId) => this.#inner.typing(sessionId);
  readonly presence: Company['presence'] = (userId) => this.#inner.presence(userId);
  readonly receipts: Company['receipts'] = (sessionId) => this.#inner.receipts(sessionId);
  readonly typed: Company['typed'] = (sessionId, on) => this.#inner.typed(sessionId, on);

  readonly watch = (watch: Watch): Undo => {
    const own = { ...watch };
    this.#watches.set(own, this.#inner.watch(own));
    return () => {
      this.#watches.get(own)?.();
      this.#watches.delete(own);
    };
  };
}
