import { eventsOf } from '../history/events.ts';
import { type Check, type Violation, keyOf, placesOf, violation } from './violation.ts';

/** Acknowledged ⊆ stored, at the SeqId that was promised. */
export const acknowledgedIsStored: Check = (history, outcome) => {
  const places = placesOf(outcome);
  return eventsOf(history, 'acknowledged').flatMap(({ event }): Violation[] => {
    const { sessionId, clientId, seq } = event;
    const at = places.get(keyOf(sessionId, clientId));
    if (at === seq) return [];
    const message =
      at === undefined ? `was acknowledged at ${seq} and is lost` : `was acknowledged at ${seq} and is stored at ${at}`;
    return [violation('acknowledged-is-stored', message, event)];
  });
};

/** What is in an outbox is in the end stored or finally refused, and gone from there. */
export const sentIsSettled: Check = (history, outcome) => {
  const places = placesOf(outcome);
  const refused = new Set(eventsOf(history, 'refused').map(({ event }) => keyOf(event.sessionId, event.clientId)));
  const waiting = new Set(outcome.devices.flatMap((device) => device.waiting));
  return eventsOf(history, 'sent').flatMap(({ event }): Violation[] => {
    const key = keyOf(event.sessionId, event.clientId);
    if (refused.has(key)) return [];
    if (!places.has(key)) return [violation('sent-is-settled', 'was sent and is not stored', event)];
    if (!waiting.has(event.clientId)) return [];
    return [violation('sent-is-settled', `is stored at ${places.get(key)} and still in the outbox`, event)];
  });
};

/** One client id, one place. */
export const storedOnce: Check = (_history, { timelines }) => {
  const found: Violation[] = [];
  for (const [sessionId, entries] of timelines) {
    const first = new Map<string, number>();
    for (const { clientId, seq } of entries) {
      if (clientId === null) continue;
      const before = first.get(clientId);
      if (before === undefined) first.set(clientId, seq);
      else found.push(violation('stored-once', `is stored at ${before} and at ${seq}`, { sessionId, clientId, seq }));
    }
  }
  return found;
};

/**
 * Nothing is stored that no device sent, and nothing that was refused each time that it was asked for: an asking that
 * got no answer may have been taken before the refusal, or by a node that was slow.
 */
export const storedWasSent: Check = (history, { timelines }) => {
  const sent = new Set(eventsOf(history, 'sent').map(({ event }) => keyOf(event.sessionId, event.clientId)));
  const open = new Map<string, number>();
  for (const event of history) {
    if (event.kind !== 'asked' && event.kind !== 'refused') continue;
    const key = keyOf(event.sessionId, event.clientId);
    open.set(key, (open.get(key) ?? 0) + (event.kind === 'asked' ? 1 : -1));
  }
  return [...timelines].flatMap(([sessionId, entries]) =>
    entries.flatMap(({ kind, clientId, seq }): Violation[] => {
      if (kind !== 'message') return [];
      const key = clientId === null ? null : keyOf(sessionId, clientId);
      const about = { sessionId, clientId, seq };
      if (key === null || !sent.has(key)) return [violation('stored-was-sent', 'is stored and nobody sent it', about)];
      return open.get(key) === 0 ? [violation('stored-was-sent', 'was refused for good and is stored', about)] : [];
    }),
  );
};

/** SeqIds of a session timeline are 1, 2, 3 … */
export const dense: Check = (_history, { timelines }) =>
  [...timelines].flatMap(([sessionId, entries]) => {
    const at = entries.findIndex(({ seq }, index) => seq !== index + 1);
    if (at === -1) return [];
    const seq = entries[at]?.seq ?? 0;
    return [violation('dense', `${seq} stands where ${at + 1} belongs`, { sessionId, seq })];
  });
