import { type OutboxItem, type SettledState, settledItem } from '@tidemark/timeline';

/**
 * What one tab knows to be in the outbox, for the case that the database goes away under it. May be a little behind:
 * an action that is put back although it was done is answered by the server with its first result.
 */
export class OutboxMirror {
  readonly #changed: (items: readonly OutboxItem[]) => void;
  #items: readonly OutboxItem[] = [];

  constructor(changed: (items: readonly OutboxItem[]) => void = () => {}) {
    this.#changed = changed;
  }

  get items(): readonly OutboxItem[] {
    return this.#items;
  }

  read(items: readonly OutboxItem[]): void {
    this.#become(items);
  }

  added(item: OutboxItem): void {
    this.#become([...this.#items.filter(({ clientId }) => clientId !== item.clientId), item]);
  }

  settled(clientId: string, state: SettledState): void {
    this.#become(this.#items.map((item) => (item.clientId === clientId ? settledItem(item, state) : item)));
  }

  removed(clientId: string): void {
    this.#become(this.#items.filter((item) => item.clientId !== clientId));
  }

  #become(items: readonly OutboxItem[]): void {
    if (JSON.stringify(items) === JSON.stringify(this.#items)) return;
    this.#items = items;
    this.#changed(items);
  }
}
