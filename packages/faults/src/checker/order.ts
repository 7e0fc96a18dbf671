import type { SeqId } from '@tidemark/timeline';
import { eventsOf } from '../history/events.ts';
import { type Check, type Violation, keyOf, placesOf, violation } from './violation.ts';

/** A place of a session is one entry, for the database, in every acknowledgement and on every device at any time. */
export const oneOrder: Check = (history, { timelines }) => {
  const stored = new Map(
    [...timelines].map(([sessionId, entries]) => [sessionId, new Map(entries.map((entry) => [entry.seq, entry]))]),
  );
  return eventsOf(history, 'applied').flatMap(({ event }): Violation[] => {
    const { sessionId, seq, clientId } = event;
    const entry = stored.get(sessionId)?.get(seq);
    if (entry?.clientId === clientId) return [];
    const there = entry === undefined ? 'nothing' : (entry.clientId ?? 'an entry without a client id');
    return [violation('one-order', `the device has it at ${seq}, where the database has ${there}`, event)];
  });
};

/** What one device sent to one session is stored in the order in which it was sent. */
export const senderOrder: Check = (history, outcome) => {
  const places = placesOf(outcome);
  const last = new Map<string, { readonly clientId: string; readonly seq: SeqId }>();
  const found: Violation[] = [];
  for (const { event } of eventsOf(history, 'sent')) {
    const { deviceId, sessionId, clientId } = event;
    const seq = places.get(keyOf(sessionId, clientId));
    if (seq === undefined) continue;
    const lane = `${deviceId} ${sessionId}`;
    const before = last.get(lane);
    if (before !== undefined && before.seq > seq) {
      const message = `is stored at ${seq}, before ${before.clientId} (${before.seq}), which was sent earlier`;
      found.push(violation('sender-order', message, { ...event, seq }));
    } else last.set(lane, { clientId, seq });
  }
  return found;
};

/** What was asked for after another message of the session was acknowledged stands behind that one. */
export const realTimeOrder: Check = (history, outcome) => {
  const places = placesOf(outcome);
  /** The highest SeqId acknowledged so far, by session. */
  const acknowledged = new Map<string, SeqId>();
  const asked = new Set<string>();
  const found: Violation[] = [];
  for (const event of history) {
    if (event.kind === 'acknowledged') {
      acknowledged.set(event.sessionId, Math.max(acknowledged.get(event.sessionId) ?? 0, event.seq));
    }
    if (event.kind !== 'asked') continue;
    const key = keyOf(event.sessionId, event.clientId);
    // Only the first asking: a repetition may have been stored before.
    if (asked.has(key)) continue;
    asked.add(key);
    const seq = places.get(key);
    const before = acknowledged.get(event.sessionId) ?? 0;
    if (seq === undefined || seq > before) continue;
    found.push(violation('real-time-order', `is stored at ${seq}, yet was asked for after ${before}`, event));
  }
  return found;
};
