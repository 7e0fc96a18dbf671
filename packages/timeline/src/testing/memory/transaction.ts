import type { Entry, EntryBody } from '../../entry.ts';
import type { Membership } from '../../membership.ts';
import type { SeqId } from '../../seq.ts';
import type { Delivery } from '../../timeline-store.ts';
import { actionKey, markerKey } from './state.ts';
import type { DeviceState, SessionState, State, SyncReference } from './state.ts';
import { hydrate } from './sync-reads.ts';

export type NewEntry = {
  readonly authorId: string;
  readonly clientId: string;
  readonly at: number;
  readonly body: EntryBody;
};

/**
 * Writes to the state, all or nothing: every change leaves behind how to undo it, and `rollBack` does so. Storage and
 * synchronization go through the same transaction, which is what SPEC WR-1 asks for.
 */
export class Transaction {
  readonly #state: State;
  readonly #undo: (() => void)[] = [];
  readonly #delivered = new Map<DeviceState, SeqId[]>();

  constructor(state: State) {
    this.#state = state;
  }

  addSession(session: SessionState): void {
    this.#state.sessions.set(session.sessionId, session);
    this.#undo.push(() => this.#state.sessions.delete(session.sessionId));
  }

  /** Puts an entry at the end of the session timeline. */
  addEntry(session: SessionState, entry: NewEntry): Entry {
    const stored: Entry = { sessionId: session.sessionId, seq: session.entries.length + 1, ...entry };
    const key = actionKey(entry.authorId, entry.clientId);
    session.entries.push(stored);
    session.actions.set(key, stored);
    this.#undo.push(() => {
      session.entries.pop();
      session.actions.delete(key);
    });
    return stored;
  }

  addStay(session: SessionState, stay: Membership): void {
    session.stays.push(stay);
    this.#undo.push(() => session.stays.pop());
  }

  replaceStay(session: SessionState, old: Membership, stay: Membership): void {
    const index = session.stays.indexOf(old);
    session.stays[index] = stay;
    this.#undo.push(() => {
      session.stays[index] = old;
    });
  }

  setMarker(userId: string, sessionId: string, readSeq: SeqId): void {
    const key = markerKey(userId, sessionId);
    const old = this.#state.markers.get(key);
    this.#state.markers.set(key, readSeq);
    this.#undo.push(() => {
      if (old === undefined) this.#state.markers.delete(key);
      else this.#state.markers.set(key, old);
    });
  }

  /** Puts a reference at the end of the sync timeline of every active device of these users (SPEC FO-1, FO-3). */
  fanOut(userIds: Iterable<string>, reference: SyncReference): void {
    const users = new Set(userIds);
    for (const device of this.#state.devices.values()) {
      if (users.has(device.record.userId) && device.record.status === 'active') this.#deliver(device, reference);
    }
  }

  #deliver(device: DeviceState, reference: SyncReference): void {
    const old = device.record;
    const head = old.head + 1;
    device.items.set(head, reference);
    device.record = { ...old, head };
    this.#undo.push(() => {
      device.items.delete(head);
      device.record = old;
    });
    this.#delivered.set(device, [...(this.#delivered.get(device) ?? []), head]);
  }

  /** True when something was put into a sync timeline. */
  get hasFannedOut(): boolean {
    return this.#delivered.size > 0;
  }

  /** What this transaction added to each device, as a device would read it now. */
  deliveries(): readonly Delivery[] {
    return [...this.#delivered].map(([{ record, items }, seqs]) => ({
      userId: record.userId,
      deviceId: record.deviceId,
      floor: record.floor,
      items: seqs.flatMap((seq) => {
        const reference = items.get(seq);
        return reference ? [hydrate(this.#state, record.userId, seq, reference)] : [];
      }),
    }));
  }

  rollBack(): void {
    for (const undo of this.#undo.toReversed()) undo();
  }
}
