import type { SeqId } from '@tidemark/timeline';
import { eventsOf } from '../history/events.ts';
import type { DeviceEnd, Outcome, StoredEntry } from '../history/outcome.ts';
import { type Check, type Violation, violation } from './violation.ts';

/** No device was ever given an entry that its user may not see. */
export const withinRights: Check = (history, { stays, devices }) => {
  const userOf = new Map(devices.map(({ deviceId, userId }) => [deviceId, userId]));
  return eventsOf(history, 'applied').flatMap(({ event }): Violation[] => {
    const own = stays.get(event.sessionId)?.get(userOf.get(event.deviceId) ?? '') ?? [];
    if (own.some(({ from, to }) => event.seq >= from && event.seq <= (to ?? event.seq))) return [];
    return [violation('within-rights', 'was given to a device whose user may not see it', event)];
  });
};

/** In the end every device of every member has the same entries, and has heard all that there is for it. */
export const converged: Check = (_history, outcome) => {
  return outcome.devices.flatMap((device) => {
    const sessions = [...outcome.timelines].flatMap(([sessionId, timeline]) => {
      const stay = outcome.stays.get(sessionId)?.get(device.userId)?.at(-1);
      // One who has left keeps the session as they last saw it.
      const last = stay && (stay.to ?? timeline.at(-1)?.seq ?? 0);
      return last === undefined ? [] : endOfSession(device, { sessionId, timeline, last });
    });
    return [...endOfSync(device, outcome), ...sessions];
  });
};

function endOfSync({ deviceId, position }: DeviceEnd, { epoch, syncTimelines }: Outcome): readonly Violation[] {
  const head = syncTimelines.get(deviceId)?.head ?? 0;
  if (position?.epoch === epoch && position.checkpoint === head) return [];
  const message = `the checkpoint is ${position?.checkpoint ?? 'none'}, the head of the timeline ${head}`;
  return [violation('converged', message, { deviceId })];
}

/** In the end the digests of every device are the server's: of what it was told, and of what it holds. */
export const audited: Check = (_history, { devices }) =>
  devices.flatMap(({ deviceId, audit }) => {
    if (audit === null || (audit.repaired === 0 && audit.lost === 0 && !audit.resynced)) return [];
    const { repaired, lost, resynced } = audit;
    const message = `its audit repaired ${repaired} and lost ${lost}${resynced ? ', and it was told otherwise' : ''}`;
    return [violation('audited', message, { deviceId })];
  });

type End = { readonly sessionId: string; readonly timeline: readonly StoredEntry[]; readonly last: SeqId };

function endOfSession({ deviceId, userId, sessions }: DeviceEnd, { sessionId, timeline, last }: End): Violation[] {
  const about = { deviceId, sessionId };
  const held = sessions.get(sessionId);
  if (held === undefined) return [violation('converged', 'the device does not know the session', about)];
  const found: Violation[] = [];
  if (held.to !== last) {
    const message = `the device knows the session up to ${held.to}, it goes to ${last}`;
    found.push(violation('converged', message, { ...about, seq: Math.min(last, held.to + 1) }));
  }
  for (const { seq, clientId } of timeline) {
    if (seq < held.from || seq > held.to) continue;
    const has = held.entries.get(seq);
    if (has === clientId) continue;
    const message = has === undefined ? 'the device does not have it' : `the device has ${has} in its place`;
    found.push(violation('converged', message, { ...about, seq, clientId }));
  }
  const unread = timeline.filter(
    ({ kind, authorId, seq }) => kind === 'message' && authorId !== userId && seq > held.readSeq && seq <= last,
  ).length;
  if (held.to === last && held.unread !== unread) {
    const message = `the device counts ${held.unread} unread after ${held.readSeq}, there are ${unread}`;
    found.push(violation('converged', message, about));
  }
  return found;
}
