import type { DeviceStore } from '@tidemark/timeline';
import { Dexie } from 'dexie';

/**
 * What Dexie runs in: by it a live query knows which reads are its own. Dexie carries it over an `await` for a while
 * only, and loses it where functions that wait are nested: a read that comes later is made, and its changes are not
 * heard of. So whoever reads in a live query holds on to the zone at its beginning.
 */
type Zone = { readonly PSD: object; usePSD<T>(zone: object, run: () => T): T };

/** Holds on to the zone that one is in. What is run by the answer is begun in it, however late. */
export function holdZone(): <T>(run: () => T) => T {
  const dexie = Dexie.Promise as unknown as Zone;
  const zone = dexie.PSD;
  return (run) => dexie.usePSD(zone, run);
}

/** What a live query reads. */
export type LiveReads = Pick<
  DeviceStore,
  'selfId' | 'outbox' | 'sessions' | 'session' | 'entries' | 'states' | 'own' | 'pinned' | 'users' | 'days'
>;

/** The reads of a store, all of them in the zone that one is in now: the live query hears of the changes of each. */
export function readsInZone(store: DeviceStore): LiveReads {
  const held = holdZone();
  return {
    selfId: store.selfId,
    outbox: () => held(() => store.outbox()),
    sessions: () => held(() => store.sessions()),
    session: (sessionId) => held(() => store.session(sessionId)),
    entries: (sessionId, from, to) => held(() => store.entries(sessionId, from, to)),
    states: (sessionId, from, to) => held(() => store.states(sessionId, from, to)),
    own: (prefix) => held(() => store.own(prefix)),
    pinned: (sessionId) => held(() => store.pinned(sessionId)),
    users: (userIds) => held(() => store.users(userIds)),
    days: (sessionId) => held(() => store.days(sessionId)),
  };
}
