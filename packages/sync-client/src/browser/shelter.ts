import type { OutboxItem } from '@tidemark/timeline';

type Place = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;

/**
 * Where the unsent messages of a page that has no database are kept, as far as the browser lets it: its local storage,
 * which has room of its own. The next page of the same user that starts takes them over.
 */
export class Shelter {
  readonly #place: () => Place;

  /** @param place may throw, as in a page whose storage is blocked */
  constructor(place: () => Place) {
    this.#place = place;
  }

  /** Keeps what this page has queued, in the place of what it had before. */
  keep(userId: string, deviceId: string, items: readonly OutboxItem[]): void {
    const unsent = items.filter(({ action, state }) => action.kind === 'send' && state.kind !== 'stored');
    this.#try((place) => {
      if (unsent.length === 0) place.removeItem(keyOf(userId, deviceId));
      else place.setItem(keyOf(userId, deviceId), JSON.stringify(unsent));
    });
  }

  /** What earlier pages of this user have left, in the order of the user's actions. */
  left(userId: string): readonly OutboxItem[] {
    const found = this.#try((place) => {
      return keysOf(place, userId).flatMap((key) => itemsIn(place.getItem(key)));
    });
    return [...(found ?? [])].sort((a, b) => a.createdAt - b.createdAt || a.order - b.order);
  }

  clear(userId: string): void {
    this.#try((place) => keysOf(place, userId).forEach((key) => place.removeItem(key)));
  }

  #try<T>(work: (place: Place) => T): T | null {
    try {
      return work(this.#place());
    } catch {
      // Full or forbidden: there is nowhere else to go.
      return null;
    }
  }
}

function keyOf(userId: string, deviceId: string): string {
  return `tidemark:unsent:${userId}:${deviceId}`;
}

function keysOf(place: Place, userId: string): readonly string[] {
  const keys = Array.from({ length: place.length }, (_, index) => place.key(index) ?? '');
  return keys.filter((key) => key.startsWith(keyOf(userId, '')));
}

function itemsIn(text: string | null): readonly OutboxItem[] {
  const parsed: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(parsed) ? parsed.filter(isItem) : [];
}

function isItem(value: unknown): value is OutboxItem {
  const item = value as Partial<OutboxItem> | null;
  return (
    typeof item?.clientId === 'string' &&
    typeof item.sessionId === 'string' &&
    typeof item.createdAt === 'number' &&
    item.action?.kind === 'send' &&
    typeof item.action.text === 'string' &&
    (item.state?.kind === 'queued' || item.state?.kind === 'refused')
  );
}
