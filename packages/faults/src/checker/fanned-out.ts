import type { SeqId } from '@tidemark/timeline';
import { groupBy } from '../history/group-by.ts';
import type { Outcome, StoredEntry } from '../history/outcome.ts';
import { type Check, violation } from './violation.ts';

/**
 * An entry is in every sync timeline that it belongs to, once: of each session, the timeline of a device names
 * everything from the first entry that it names on, for as long as its user is a member. While a session is in pull
 * mode it names no message, and every switch of the mode all the same.
 */
export const fannedOut: Check = (_history, outcome) =>
  outcome.devices.flatMap(({ deviceId, userId }) => {
    const references = outcome.syncTimelines.get(deviceId)?.references ?? [];
    const named = groupBy(references, ({ sessionId, seq }) => [sessionId, seq]);
    return [...named].flatMap(([sessionId, seqs]) =>
      inSession(outcome, { sessionId, userId, seqs }).map(({ seq, message }) =>
        violation('fanned-out', message, { deviceId, sessionId, seq }),
      ),
    );
  });

type Named = { readonly sessionId: string; readonly userId: string; readonly seqs: readonly SeqId[] };
type Found = { readonly seq: SeqId; readonly message: string };

function inSession({ timelines, stays }: Outcome, { sessionId, userId, seqs }: Named): readonly Found[] {
  const has = new Set(seqs);
  const first = Math.min(...seqs);
  const own = stays.get(sessionId)?.get(userId) ?? [];
  const isOwn = (seq: SeqId) => own.some(({ joined, to }) => seq >= joined && seq <= (to ?? seq));
  const found: Found[] = seqs
    .filter((seq, at) => seqs.indexOf(seq) !== at)
    .map((seq) => ({ seq, message: 'is twice in the sync timeline of the device' }));
  let mode = 'push';
  for (const entry of timelines.get(sessionId) ?? []) {
    const { seq } = entry;
    const told = toldIn(mode, entry);
    if (told === 'always' && seq >= first && isOwn(seq) && !has.has(seq)) {
      found.push({ seq, message: 'is stored, and not in the sync timeline of the device' });
    }
    if (told === 'never' && has.has(seq)) found.push({ seq, message: 'cost a sync entry although in pull mode' });
    mode = entry.setsMode ?? mode;
  }
  return found;
}

/** Whether sync timelines tell of an entry. In pull mode, of comings and goings only those concerned are told. */
function toldIn(mode: string, { kind, setsMode }: StoredEntry): 'always' | 'never' | 'some' {
  if (mode === 'push' || setsMode !== null) return 'always';
  return kind === 'message' ? 'never' : 'some';
}
