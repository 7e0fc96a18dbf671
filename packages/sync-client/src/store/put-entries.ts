import {
  type Entry,
  type Range,
  type SeqId,
  honourPreview,
  planStates,
  redacted,
  stateNeeds,
} from '@tidemark/timeline';
import { type DeviceDb, type SessionRow, entriesBetween, statesBetween } from './schema.ts';
import { toState, toStateRow } from './state-rows.ts';

/** The tables that `putEntries` and `putSets` write: to be part of the transaction that calls them. */
export const ENTRY_TABLES = (db: DeviceDb) => [db.entries, db.states, db.own];

/**
 * Puts entries in place and joins them, and `changes` that are not held, to the states of the messages that they name;
 * what a recall takes leaves the stored entries (SPEC CH-2, CH-4). Part of the caller's transaction, which names
 * `ENTRY_TABLES`; bounded by what is put.
 * @param visibleFrom from where on the user may read each session: of changes of what lies before nothing is kept (CH-10)
 */
export async function putEntries(
  db: DeviceDb,
  visibleFrom: (sessionId: string) => SeqId,
  entries: readonly Entry[],
  changes: readonly Entry[] = [],
): Promise<void> {
  const sessionIds = new Set([...entries, ...changes].map(({ sessionId }) => sessionId));
  for (const sessionId of sessionIds) {
    const isOf = (entry: Entry) => entry.sessionId === sessionId;
    await putInSession(db, sessionId, visibleFrom(sessionId), entries.filter(isOf), changes.filter(isOf));
  }
}

async function putInSession(
  db: DeviceDb,
  sessionId: string,
  visibleFrom: SeqId,
  entries: readonly Entry[],
  changes: readonly Entry[],
): Promise<void> {
  const keys = stateNeeds([...entries, ...changes]).map((seq): [string, number] => [sessionId, seq]);
  const known = await db.states.bulkGet(keys);
  const states = new Map(known.filter((row) => row !== undefined).map((row) => [row.seq, toState(row)]));
  const plan = planStates(entries, changes, states, visibleFrom);
  if (plan.entries.length > 0) await db.entries.bulkPut([...plan.entries]);
  if (plan.states.length > 0) await db.states.bulkPut(plan.states.map(toStateRow));
  if (plan.recalled.size === 0) return;
  const stored = await db.entries.bulkGet([...plan.recalled.keys()].map((seq): [string, number] => [sessionId, seq]));
  await db.entries.bulkPut([
    ...redacted(
      stored.filter((entry) => entry !== undefined),
      plan.recalled,
    ),
  ]);
}

/** A session as it is to be stored once its entries are: its preview says nothing that was recalled. */
export async function previewed(db: DeviceDb, row: SessionRow): Promise<SessionRow> {
  const state = row.lastMessage && (await db.states.get([row.sessionId, row.lastMessage.seq]));
  return honourPreview(row, state ? toState(state) : undefined);
}

/**
 * Takes the entries of a stretch away, to be fetched again when they are looked at. What is known of a message that was
 * edited outside of the stretch stays: without it a recall would not find that edit. How many entries went.
 */
export async function evictEntries(db: DeviceDb, sessionId: string, { from, to }: Range): Promise<number> {
  await statesBetween(db, sessionId, from, to)
    .filter(({ edits }) => edits.every(({ seq }) => seq >= from && seq <= to))
    .delete();
  return entriesBetween(db, sessionId, from, to).delete();
}

/** Takes the entries of a stretch away, with what is known of the messages in it. How many entries went. */
export async function deleteEntries(db: DeviceDb, sessionId: string, from: number, to: number): Promise<number> {
  await statesBetween(db, sessionId, from, to).delete();
  return entriesBetween(db, sessionId, from, to).delete();
}
