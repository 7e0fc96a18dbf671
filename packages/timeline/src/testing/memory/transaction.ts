import type { Entry, EntryBody } from '../../entry.ts';
import type { Membership } from '../../membership.ts';
import type { SeqId } from '../../seq.ts';
import type { Delivery, SessionDelivery, Tidings } from '../../timeline-store.ts';
import { actionKey, markerKey } from './state.ts';
import type { DeviceState, SessionState, SessionWay, State, SyncReference } from './state.ts';
import { hydrate } from './sync-reads.ts';

export type NewEntry = {
  /** Null, both, for what the store does by itself. */
  readonly authorId: string | null;
  readonly clientId: string | null;
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
  /** The sessions that were in pull mode when this transaction first wrote to them, with what it added. */
  readonly #followed = new Map<SessionState, { readonly was: SeqId; readonly entries: Entry[]; endedFor: string[] }>();

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
    session.entries.push(stored);
    this.#undo.push(() => session.entries.pop());
    if (entry.authorId !== null && entry.clientId !== null) {
      const key = actionKey(entry.authorId, entry.clientId);
      session.actions.set(key, stored);
      this.#undo.push(() => session.actions.delete(key));
    }
    // Nobody follows a session before it is there.
    if (session.mode === 'pull' && stored.seq > 1 && !this.#followed.has(session)) {
      this.#followed.set(session, { was: session.generation, entries: [], endedFor: [] });
    }
    this.#followed.get(session)?.entries.push(stored);
    return stored;
  }

  /** Nothing below `floor` can be read any more. */
  raiseFloor(session: SessionState, floor: SeqId): void {
    const old = session.floor;
    session.floor = floor;
    this.#undo.push(() => {
      session.floor = old;
    });
  }

  /** Puts an entry in the place of one that a recall, or its age, takes the content from. */
  replaceEntry(session: SessionState, entry: Entry): void {
    const index = entry.seq - 1;
    const old = session.entries[index];
    if (old === undefined) throw new Error(`no entry ${entry.seq} in session ${session.sessionId}`);
    session.entries[index] = entry;
    this.#undo.push(() => {
      session.entries[index] = old;
    });
    if (entry.authorId === null || entry.clientId === null) return;
    const key = actionKey(entry.authorId, entry.clientId);
    session.actions.set(key, entry);
    this.#undo.push(() => session.actions.set(key, old));
  }

  /** Changes how a session reaches its devices. */
  setWay(session: SessionState, way: Partial<SessionWay>): void {
    const { mode, modeOverride, generation } = session;
    Object.assign(session, way);
    this.#undo.push(() => Object.assign(session, { mode, modeOverride, generation }));
  }

  /** The right of a user to read on ends with an entry: those who follow now follow in another generation (MD-7). */
  endRight(session: SessionState, userId: string, seq: SeqId): void {
    this.setWay(session, { generation: seq });
    this.#followed.get(session)?.endedFor.push(userId);
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

  /** What this transaction has to tell. */
  tidings(): Tidings {
    return {
      epoch: this.#state.epoch,
      deliveries: [...this.#delivered].map(([device, seqs]) => this.#deliveryTo(device, seqs)),
      sessionDeliveries: [...this.#followed].map(([{ sessionId, generation }, told]): SessionDelivery => ({
        sessionId,
        generation,
        ...told,
      })),
    };
  }

  /** What was added to a device, as it would read it now. */
  #deliveryTo({ record, items }: DeviceState, seqs: readonly SeqId[]): Delivery {
    const { userId, deviceId, floor } = record;
    const told = seqs.flatMap((seq) => {
      const reference = items.get(seq);
      return reference ? (hydrate(this.#state, userId, seq, reference) ?? []) : [];
    });
    return { userId, deviceId, floor, items: told };
  }

  rollBack(): void {
    for (const undo of this.#undo.toReversed()) undo();
  }
}
