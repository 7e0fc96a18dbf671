import { markerOf, parseSeqId, range } from '@tidemark/timeline';
import type { Entry, ExpireOutcome, Range, SeqId } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { fanOut, type Telling } from './fan-out.ts';
import { lock, type LockedSession } from './locked-session.ts';
import { sessionDelivery } from './session-delivery.ts';
import { only } from './outcomes.ts';
import {
  countByAuthor,
  raiseMarkers,
  raiseSessionFloor,
  readExpiring,
  readFormerReaders,
  readLastNews,
} from './sql/expire.ts';
import { readHeads } from './sql/read-heads.ts';
import { readRecipients } from './sql/read-recipients.ts';
import type { Queryable } from './statement.ts';
import { storeEntries } from './store-entries.ts';
import type { WriteTransaction } from './transaction.ts';

/** Entries looked at in one statement, and at most for one step: a longer beginning goes in several. */
const SLICE = 10_000;
const MOST = 200_000;

export type ExpireRequest = { readonly sessionId: string; readonly before: number };

/** Up to where a session expires by its times (SPEC RT-10). From the floor on, slice by slice; takes no lock. */
export async function findExpiring(pool: Pool, { sessionId, before }: ExpireRequest): Promise<SeqId | null> {
  const [session] = await readHeads.run(pool, [[sessionId]]);
  if (!session || session.kind === 'private') return null;
  const floor = parseSeqId(session.floor_seq);
  let upTo: SeqId | null = null;
  for (let next = floor; next < floor + MOST;) {
    const slice = only(await readExpiring.run(pool, [sessionId, next, before, SLICE]), 'slice');
    if (slice.up_to !== null) upTo = parseSeqId(slice.up_to);
    if (slice.last === null || slice.young !== null) break;
    next = parseSeqId(slice.last) + 1;
  }
  return upTo;
}

/**
 * Moves the floor of a session above `upTo`, with the entry that says so, and tells those whom it concerns. A short
 * transaction, however much expires: what people said leaves its rows afterwards (`eraseExpired`). What it tells of
 * markers has no count yet: see `countExpired`.
 */
export async function expire(tx: WriteTransaction, sessionId: string, upTo: SeqId): Promise<ExpireOutcome | null> {
  const { client, epoch, now } = tx;
  const [session] = await lock(client, [sessionId]);
  if (!session || upTo < session.floor || upTo > session.head) return null;
  const [news] = await readLastNews.run(client, [sessionId]);
  const body = { kind: 'expired', upTo, lastAt: news?.created_at.getTime() ?? 0 } as const;
  const entry: Entry = { sessionId, seq: session.head + 1, authorId: null, clientId: null, at: now, body };
  const members = session.mode === 'push' ? await readRecipients.run(client, [[sessionId], [], []]) : [];
  const userIds = members.map((row) => row.user_id);
  await storeEntries(tx, [entry]);
  await raiseSessionFloor.run(client, [sessionId, upTo + 1]);
  const markers = await moveMarkers(tx, session, upTo + 1, userIds);
  const deliveries = await fanOut(tx, [{ item: { kind: 'entry', entry }, userIds }, ...markers]);
  return { epoch, floor: upTo + 1, deliveries, sessionDeliveries: sessionDelivery(session, [entry]) };
}

/**
 * How far users have read now that the floor is higher: members in push mode whose marker lies below it, and former
 * members who lose something by it, whom nothing else tells (SPEC RT-12, RT-13).
 */
async function moveMarkers(
  { client }: WriteTransaction,
  session: LockedSession,
  floor: SeqId,
  members: readonly string[],
): Promise<readonly Telling[]> {
  const { sessionId } = session;
  const former = await readFormerReaders.run(client, [sessionId, session.floor]);
  const lost = former.filter((row) => parseSeqId(row.visible_from) < floor);
  const asked = [
    ...members.map((userId) => ({ userId, seq: floor - 1, told: false })),
    ...lost.map((row) => {
      const stay = { visibleFrom: parseSeqId(row.visible_from), untilSeq: parseSeqId(row.until_seq) };
      return { userId: row.user_id, seq: markerOf(0, stay, floor), told: true };
    }),
  ].sort((a, b) => (a.userId < b.userId ? -1 : 1));
  if (asked.length === 0) return [];
  const rows = await raiseMarkers.run(client, [
    sessionId,
    asked.map(({ userId }) => userId),
    asked.map(({ seq }) => seq),
    asked.map(({ told }) => told),
  ]);
  const ends = new Map(lost.map((row) => [row.user_id, parseSeqId(row.until_seq)]));
  return rows.map((row): Telling => {
    const readSeq = parseSeqId(row.read_seq);
    const atSeq = ends.get(row.user_id) ?? session.head + 1;
    return { item: { kind: 'read', sessionId, readSeq, unread: 0, atSeq, floor }, userIds: [row.user_id] };
  });
}

/**
 * Counts what is unread after the markers that an expiry tells, once it is committed: as of its own entry, since nothing
 * could be written to the session between the two. Most have the same marker, so it is one count for all of them.
 */
export async function countExpired(on: Queryable, sessionId: string, outcome: ExpireOutcome): Promise<ExpireOutcome> {
  const asked = new Map<string, Range>();
  for (const item of outcome.deliveries.flatMap(({ items }) => items)) {
    const part = item.kind === 'read' ? range(item.readSeq + 1, item.atSeq) : null;
    if (part) asked.set(nameOf(part), part);
  }
  if (asked.size === 0) return outcome;
  const parts = [...asked.values()];
  const rows = await countByAuthor.run(on, [sessionId, parts.map(({ from }) => from), parts.map(({ to }) => to)]);
  const counts = new Map<string, (typeof rows)[number][]>();
  for (const row of rows) {
    const part = parts[Number(row.place) - 1];
    if (part) counts.set(nameOf(part), [...(counts.get(nameOf(part)) ?? []), row]);
  }
  const deliveries = outcome.deliveries.map((delivery) => ({
    ...delivery,
    items: delivery.items.map((item) => {
      if (item.kind !== 'read') return item;
      const found = counts.get(nameOf({ from: item.readSeq + 1, to: item.atSeq })) ?? [];
      const ofOthers = found.filter((row) => row.author_id !== delivery.userId);
      return { ...item, unread: ofOthers.reduce((sum, row) => sum + Number(row.messages), 0) };
    }),
  }));
  return { ...outcome, deliveries };
}

const nameOf = ({ from, to }: Range): string => `${from} ${to}`;
