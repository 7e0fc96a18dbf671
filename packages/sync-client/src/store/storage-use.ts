import { type RangeSet, sizeOf } from '@tidemark/timeline';
import type { StorageUse } from '../client.ts';
import { type DeviceDb, entriesBetween } from './schema.ts';

/** Sessions and entries of each that are looked at to learn how large an entry is; rows of any other table. */
const SAMPLE = { sessions: 24, entries: 8, rows: 40 } as const;

/** What a key and the database's own book-keeping add to a row, in bytes, roughly. */
const ROW_OVERHEAD = 60;

/**
 * How much is kept on this device, in bytes, by what it is. An estimate: counts times the size of a sample, so that
 * measuring costs the same however much there is.
 */
export async function measureUse(db: DeviceDb): Promise<StorageUse> {
  const held = await heldBySession(db);
  const messages = held.reduce((sum, { count }) => sum + count, 0) * (await entrySize(db, held));
  const [people, outbox, states, sessions, meta, orphans] = await Promise.all(
    [db.users, db.outbox, db.states, db.sessions, db.meta, db.orphans].map((table) => tableSize(table)),
  );
  return {
    messages: Math.round(messages + (states ?? 0)),
    people: people ?? 0,
    outbox: (outbox ?? 0) + (orphans ?? 0),
    other: (sessions ?? 0) + (meta ?? 0),
  };
}

export function totalOf({ messages, people, outbox, other }: StorageUse): number {
  return messages + people + outbox + other;
}

export type HeldSession = { readonly sessionId: string; readonly held: RangeSet; readonly count: number };

/** What is held of each session: from the records, without a look at the entries. */
export async function heldBySession(db: DeviceDb): Promise<readonly HeldSession[]> {
  const held: HeldSession[] = [];
  await db.sessions.each((row) => held.push({ sessionId: row.sessionId, held: row.held, count: sizeOf(row.held) }));
  return held;
}

/** The size of an entry in the mean, in bytes, by a few of sessions that are spread over all. */
export async function entrySize(db: DeviceDb, held: readonly HeldSession[]): Promise<number> {
  const holding = held.filter(({ count }) => count > 0);
  const step = Math.max(1, Math.floor(holding.length / SAMPLE.sessions));
  let [rows, bytes] = [0, 0];
  for (let at = 0; at < holding.length; at += step) {
    const session = holding[at];
    const newest = session?.held.at(-1);
    if (!session || !newest) continue;
    const from = Math.max(newest.from, newest.to - SAMPLE.entries + 1);
    for (const entry of await entriesBetween(db, session.sessionId, from, newest.to).toArray()) {
      rows += 1;
      bytes += sizeOfRow(entry);
    }
  }
  return rows === 0 ? 0 : bytes / rows;
}

type Counted = { count(): PromiseLike<number>; limit(n: number): { toArray(): PromiseLike<readonly unknown[]> } };

async function tableSize(table: Counted): Promise<number> {
  const [count, rows] = [await table.count(), await table.limit(SAMPLE.rows).toArray()];
  if (rows.length === 0) return 0;
  return Math.round((rows.reduce<number>((sum, row) => sum + sizeOfRow(row), 0) / rows.length) * count);
}

/** JSON is near enough to what the browser stores. */
function sizeOfRow(row: unknown): number {
  return JSON.stringify(row).length + ROW_OVERHEAD;
}
