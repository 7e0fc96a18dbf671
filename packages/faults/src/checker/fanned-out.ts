import { groupBy } from '../history/group-by.ts';
import { type Check, type Violation, violation } from './violation.ts';

/**
 * An entry is in every sync timeline that it belongs to: of each session, the timeline of a device names everything
 * from the first entry that it names on, for as long as its user is a member, and once.
 */
export const fannedOut: Check = (_history, { devices, timelines, stays, syncTimelines }) =>
  devices.flatMap(({ deviceId, userId }) => {
    const references = syncTimelines.get(deviceId)?.references ?? [];
    const named = groupBy(references, ({ sessionId, seq }) => [sessionId, seq]);
    return [...named].flatMap(([sessionId, seqs]): readonly Violation[] => {
      const first = Math.min(...seqs);
      const own = stays.get(sessionId)?.get(userId) ?? [];
      const isOwn = (seq: number) => own.some(({ joined, to }) => seq >= joined && seq <= (to ?? seq));
      const has = new Set(seqs);
      const missing = (timelines.get(sessionId) ?? []).filter(({ seq }) => seq >= first && isOwn(seq) && !has.has(seq));
      const about = (seq: number) => ({ deviceId, sessionId, seq });
      return [
        ...missing.map(({ seq }) =>
          violation('fanned-out', 'is stored, and not in the sync timeline of the device', about(seq)),
        ),
        ...seqs
          .filter((seq, at) => seqs.indexOf(seq) !== at)
          .map((seq) => violation('fanned-out', 'is twice in the sync timeline of the device', about(seq))),
      ];
    });
  });
