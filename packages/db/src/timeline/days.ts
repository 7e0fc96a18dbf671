import { cutDays, parseSeqId } from '@tidemark/timeline';
import type { Days, DaysRequest, Refused } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { only, refused } from './outcomes.ts';
import { readEpoch } from './sql/epoch.ts';
import { readDays } from './sql/read-days.ts';
import { readSights } from './visibility.ts';

/** On which days how much was said, of what the reader may see. What is committed keeps its time, so no snapshot. */
export async function days(pool: Pool, request: DaysRequest): Promise<Days | Refused> {
  const { userId, sessionId, zone, after, limit } = request;
  const { epoch } = only(await readEpoch.run(pool, []), 'epoch');
  const visible = (await readSights(pool, userId, [sessionId])).get(sessionId)?.visible ?? [];
  const [first, last] = [visible[0], visible.at(-1)];
  if (!first || !last) return refused('session-unknown');
  const { parts, upTo } = cutDays(visible, after, limit);
  const bounds = [parts.map(({ from }) => from), parts.map(({ to }) => to)];
  const rows = parts.length === 0 ? [] : await readDays.runForMany(pool, [sessionId, ...bounds, zone]);
  return {
    sessionId,
    epoch,
    head: last.to,
    floor: first.from,
    upTo,
    days: rows.map((row) => ({
      day: row.day,
      messages: Number(row.messages),
      first: parseSeqId(row.first_seq),
    })),
  };
}
