import { LIMITS } from '@tidemark/protocol';
import {
  type DeviceStore,
  type EntryPlace,
  type SeqId,
  countsAsUnread,
  hiddenOf,
  isHidden,
  MAX_SEQ,
  messageKeys,
  messagePrefixes,
  NOTHING_HIDDEN,
  runsOf,
  unreadMarkValue,
} from '@tidemark/timeline';
import { ActionError } from './client.ts';
import { ownOf, readHere } from './message-marks.ts';

type SetOwn = (key: string, value: string | null) => Promise<void>;

/** What a user makes of messages for themself: stars, deletions for oneself, and marks as unread, as own data. */
export class MessageMarker {
  readonly #store: DeviceStore;
  readonly #setOwn: SetOwn;
  readonly #newId: () => string;

  constructor(store: DeviceStore, setOwn: SetOwn, newId: () => string) {
    this.#store = store;
    this.#newId = newId;
    this.#setOwn = setOwn;
  }

  /** @throws ActionError where there are too many */
  async star(place: EntryPlace, on: boolean): Promise<void> {
    if (on) await this.#hasRoom(messagePrefixes.stars(), 1, LIMITS.stars, 'stars');
    await this.#setOwn(messageKeys.star(place), on ? 'on' : null);
  }

  /**
   * @returns what brings them back
   * @throws ActionError where there are too many
   */
  async hide(sessionId: string, seqs: readonly SeqId[]): Promise<() => Promise<void>> {
    const { selfId } = this.#store;
    const entries = await Promise.all(seqs.map((seq) => this.#store.entries(sessionId, seq, seq)));
    const others = new Set(
      entries.flat().flatMap((entry) => (countsAsUnread(entry, selfId, MAX_SEQ) ? [entry.seq] : [])),
    );
    const runs = runsOf(seqs, (seq) => others.has(seq));
    await this.#hasRoom(messagePrefixes.hidden(), runs.length, LIMITS.hiddenRuns, 'deletions for yourself');
    const act = this.#newId();
    for (const run of runs) await this.#setOwn(messageKeys.hidden(sessionId, run, act), `${run.others}`);
    return async () => {
      for (const run of runs) await this.#setOwn(messageKeys.hidden(sessionId, run, act), null);
    };
  }

  async markUnread(sessionId: string, from: SeqId): Promise<void> {
    const outbox = await this.#store.outbox();
    const record = await this.#store.session(sessionId);
    if (record === null) return;
    const own = outbox.filter((item) => item.sessionId === sessionId);
    const read = readHere(record, own);
    // What lies above the marker is unread already, which is all that was asked for.
    if (from > read) return;
    const values = await ownOf(this.#store, messagePrefixes.hidden(sessionId));
    const hidden = hiddenOf(values).get(sessionId) ?? NOTHING_HIDDEN;
    const entries = await this.#store.entries(sessionId, from, read);
    const again = entries.filter(
      (entry) => countsAsUnread(entry, this.#store.selfId, record.unreadAt) && !isHidden(hidden, entry.seq),
    );
    await this.#setOwn(messageKeys.unread(sessionId), unreadMarkValue({ from, read, count: again.length }));
  }

  async #hasRoom(prefix: string, more: number, most: number, what: string): Promise<void> {
    const values = await ownOf(this.#store, prefix);
    if (values.size + more <= most) return;
    const message = `You have ${values.size.toLocaleString('en')} of ${most.toLocaleString('en')} ${what}. Take some away first.`;
    throw new ActionError({ code: 'too-many', message, retryable: false });
  }
}
