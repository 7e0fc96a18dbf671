import { LIMITS } from '@tidemark/protocol';
import {
  type DeviceStore,
  type Missed,
  type Range,
  type SessionView,
  type SnapshotPage,
  clipRanges,
} from '@tidemark/timeline';

/** So many chats of a fresh list have their newest page read by themselves. */
export const FIRST_CHATS = 20;

/**
 * What is read first once a device has a fresh list: the newest page of the chats that moved last, where nothing of it is
 * held. They are what is opened next, with a connection or without one.
 */
export class FirstPages {
  readonly #store: Pick<DeviceStore, 'session'>;
  #generation: string | null = null;
  #latest: readonly SessionView[] = [];

  constructor(store: Pick<DeviceStore, 'session'>) {
    this.#store = store;
  }

  /** Takes the pages of a list as they are stored. Answers with what is to be read after the last of them. */
  async take(generation: string, page: SnapshotPage): Promise<readonly Missed[]> {
    if (generation !== this.#generation) this.#latest = [];
    this.#generation = generation;
    // A chat that moved while the list was taken is on a later page once more.
    const views = new Map([...this.#latest, ...page.sessions].map((view) => [view.sessionId, view]));
    this.#latest = [...views.values()].toSorted((a, b) => b.lastAt - a.lastAt).slice(0, FIRST_CHATS);
    return page.next === null ? this.#unheld(this.#latest) : [];
  }

  async #unheld(views: readonly SessionView[]): Promise<readonly Missed[]> {
    const missed: Missed[] = [];
    for (const view of views) {
      const newest = newestOf(view);
      const record = newest && (await this.#store.session(view.sessionId));
      if (record && clipRanges(record.held, newest).length === 0)
        missed.push({ sessionId: view.sessionId, gaps: [newest] });
    }
    return missed;
  }
}

/** The SeqIds of the newest page; null where there is nothing to see. */
function newestOf({ sessionKind, visibleFrom, visibleUntil, head }: SessionView): Range | null {
  const to = visibleUntil ?? head;
  const from = Math.max(visibleFrom, to - LIMITS.historyPage + 1);
  return sessionKind === 'private' || from > to ? null : { from, to };
}
