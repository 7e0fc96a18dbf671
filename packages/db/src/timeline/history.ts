import { cutHistory } from '@tidemark/timeline';
import type { HistoryPage, HistoryRequest, Refused } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { only, refused } from './outcomes.ts';
import { profilesIn } from './profiles.ts';
import { toEntry } from './rows.ts';
import { readEpoch } from './sql/epoch.ts';
import { readEntryRange } from './sql/read-entries.ts';
import { readSights } from './visibility.ts';

/** A page of one session timeline, cut to what the reader may see. What is committed never changes, so no snapshot. */
export async function history(pool: Pool, request: HistoryRequest): Promise<HistoryPage | Refused> {
  const { userId, sessionId, anchor, limit } = request;
  const { epoch } = only(await readEpoch.run(pool, []), 'epoch');
  const visible = (await readSights(pool, userId, [sessionId])).get(sessionId)?.visible ?? [];
  const [first, last] = [visible[0], visible.at(-1)];
  if (!first || !last) return refused('session-unknown');
  const covered = cutHistory(visible, anchor, limit);
  const rows = covered ? await readEntryRange.run(pool, [sessionId, covered.from, covered.to]) : [];
  const entries = rows.map(toEntry);
  return {
    sessionId,
    epoch,
    head: last.to,
    floor: first.from,
    covered,
    entries,
    users: await profilesIn(pool, entries),
  };
}
