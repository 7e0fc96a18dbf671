import { asRead, clipRanges, cutHistory, privateSessionOf } from '@tidemark/timeline';
import type {
  ChangesPage,
  ChangesRequest,
  Entry,
  HistoryPage,
  HistoryRequest,
  Range,
  Refused,
} from '@tidemark/timeline';
import type { Pool } from 'pg';
import { only, refused } from './outcomes.ts';
import { profilesIn } from './profiles.ts';
import { toEntry } from './rows.ts';
import { readEpoch } from './sql/epoch.ts';
import { readSetsAfter } from './sql/own-sets.ts';
import { readChangesAfter, readChangesOf } from './sql/read-changes.ts';
import { readEntryRange } from './sql/read-entries.ts';
import { readSights } from './visibility.ts';

/**
 * About the most changes that one page brings from beyond itself. One whose messages have more reaches less far; a single
 * message brings its edits and its newest reactions, and says that the others have to be asked for.
 */
const MAX_PAGE_CHANGES = 2_000;

/**
 * A page of one session timeline, cut to what the reader may see. What is committed changes by a recall alone, which
 * reads the same before and after its other half; so no snapshot.
 */
export async function history(pool: Pool, request: HistoryRequest): Promise<HistoryPage | Refused> {
  const { userId, sessionId, anchor, limit } = request;
  const { epoch } = only(await readEpoch.run(pool, []), 'epoch');
  const sight = (await readSights(pool, userId, [sessionId])).get(sessionId);
  if (!sight) return refused('session-unknown');
  const { visible, readable, last } = sight;
  const covered = cutHistory(visible, anchor, limit);
  const changes = covered ? await readChangesBeyond(pool, sessionId, covered, readable) : [];
  const areCut = changes.length > MAX_PAGE_CHANGES;
  if (areCut && limit > 1) return history(pool, { ...request, limit: Math.ceil(limit / 2) });
  const rows = covered ? await readEntryRange.run(pool, [sessionId, covered.from, covered.to]) : [];
  const entries = rows.map((row) => asRead(toEntry(row), readable));
  return {
    sessionId,
    epoch,
    head: last,
    floor: visible[0]?.from ?? last + 1,
    covered,
    entries,
    changes,
    ...(areCut && covered ? { changesTo: covered.to } : {}),
    users: await profilesIn(pool, [...entries, ...changes]),
  };
}

/**
 * The changes after a page of the messages in it, of the stays that hold both (SPEC CH-10), without what others make
 * void; one more than the bound.
 */
async function readChangesBeyond(
  pool: Pool,
  sessionId: string,
  page: Range,
  readable: readonly Range[],
): Promise<readonly Entry[]> {
  const rows = await readChangesOf.run(pool, [
    sessionId,
    page.from,
    page.to,
    readable.map(({ from }) => from),
    readable.map(({ to }) => to),
    MAX_PAGE_CHANGES + 1,
  ]);
  return rows.map(toEntry).toSorted((a, b) => a.seq - b.seq);
}

/**
 * The changes of messages after a SeqId that the reader may see (SPEC CH-6); of their private session what was set after
 * it and is in force (SPEC OD-4).
 */
export async function changes(pool: Pool, request: ChangesRequest): Promise<ChangesPage | Refused> {
  const { userId, sessionId, after, limit } = request;
  const { epoch } = only(await readEpoch.run(pool, []), 'epoch');
  const sight = (await readSights(pool, userId, [sessionId])).get(sessionId);
  if (!sight) return refused('session-unknown');
  const { visible, readable, last } = sight;
  const read = sessionId === privateSessionOf(userId) ? readSetsAfter : readChangesAfter;
  const found: Entry[] = [];
  for (const { from, to } of clipRanges(visible, { from: after + 1, to: Math.max(after + 1, last) })) {
    if (found.length > limit) break;
    const rows = await read.run(pool, [sessionId, from, to, limit + 1 - found.length]);
    found.push(...rows.map((row) => asRead(toEntry(row), readable)));
  }
  const told = found.slice(0, limit);
  const to = found.length > told.length ? (told.at(-1)?.seq ?? after) : Math.max(after, last);
  return { sessionId, epoch, after, to, changes: told, users: await profilesIn(pool, told) };
}
