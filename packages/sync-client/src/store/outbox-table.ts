import {
  type Entry,
  type OutboxItem,
  type SessionRecord,
  holdOwn,
  editOfAmended,
  isReplacedBy,
  isSettledBy,
  restarted,
  settledItem,
} from '@tidemark/timeline';
import { isNewest } from './meta.ts';
import { putSets } from './own.ts';
import { ENTRY_TABLES, putEntries } from './put-entries.ts';
import type { DeviceDb } from './schema.ts';

/** Adds an action, which may take the place of queued ones (`isReplacedBy`). The same client id is the same action. */
export function enqueueItem(db: DeviceDb, item: Omit<OutboxItem, 'order' | 'state'>): PromiseLike<OutboxItem> {
  return db.transaction('rw', db.outbox, async () => {
    const same = await db.outbox.where('clientId').equals(item.clientId).first();
    if (same) return same;
    await db.outbox
      .where('sessionId')
      .equals(item.sessionId)
      .filter((row) => isReplacedBy(row, item))
      .delete();
    const row = { ...item, state: { kind: 'queued' } as const };
    return { ...row, order: await db.outbox.add(row) };
  });
}

/** Notes the server's answer, once; an action that has gone, or whose entry is here already, is done with. */
export function settleItem(
  db: DeviceDb,
  clientId: string,
  state: Exclude<OutboxItem['state'], { kind: 'queued' }>,
  held?: { readonly fence: number; readonly entry: Entry },
): PromiseLike<void> {
  return db.transaction('rw', [db.meta, db.outbox, db.sessions, ...ENTRY_TABLES(db)], async () => {
    if (held && (await isNewest(db, held.fence))) await putOwn(db, held.entry);
    const row = await db.outbox.where('clientId').equals(clientId).first();
    if (row?.state.kind !== 'queued') return;
    const edit = held && editOfAmended(row, held.entry);
    if (edit) return void (await db.outbox.put(edit));
    const settled = settledItem(row, state);
    const record = (await db.sessions.get(row.sessionId)) ?? null;
    if (state.kind === 'stored' && isSettledBy(settled, record, new Set())) await db.outbox.delete(row.order);
    else await db.outbox.put(settled);
  });
}

/** The server has stored it, so it is held from now on, whatever becomes of the push that brings it (SPEC OB-9). */
async function putOwn(db: DeviceDb, entry: Entry): Promise<void> {
  const row = await db.sessions.get(entry.sessionId);
  if (!row) return;
  await putSets(db, [entry]);
  const record = holdOwn(row, entry);
  if (record === row) return;
  await db.sessions.put({ ...row, ...record });
  await putEntries(db, () => record.visibleFrom, [entry]);
}

export function requeueItem(db: DeviceDb, clientId: string): PromiseLike<void> {
  return db.transaction('rw', db.outbox, async () => {
    const row = await db.outbox.where('clientId').equals(clientId).first();
    if (row?.state.kind === 'refused') await db.outbox.put({ ...row, state: { kind: 'queued' } });
  });
}

export function amendItem(db: DeviceDb, clientId: string, text: string): PromiseLike<boolean> {
  return db.transaction('rw', db.outbox, async () => {
    const row = await db.outbox.where('clientId').equals(clientId).first();
    if (row?.action.kind !== 'send' || row.state.kind === 'stored') return false;
    await db.outbox.put({ ...row, action: { ...row.action, text }, state: { kind: 'queued' }, amended: true });
    return true;
  });
}

export function discardItem(db: DeviceDb, clientId: string): PromiseLike<void> {
  return db.transaction('rw', db.outbox, async () => {
    await db.outbox.where('clientId').equals(clientId).delete();
  });
}

/**
 * Takes out the actions that the changed records, or the own entries just applied, prove done; what was written since
 * becomes an edit. Part of the transaction that applies them.
 */
export async function clearSettled(
  db: DeviceDb,
  selfId: string,
  records: ReadonlyMap<string, SessionRecord>,
  applied: readonly Entry[],
): Promise<void> {
  if (records.size === 0) return;
  const own = new Map(
    applied.flatMap((entry) => (entry.authorId === selfId && entry.clientId ? [[entry.clientId, entry]] : [])),
  );
  const ofSessions = db.outbox.where('sessionId').anyOf([...records.keys()]);
  const settled = await ofSessions
    .filter((item) => isSettledBy(item, records.get(item.sessionId) ?? null, own))
    .toArray();
  const edits = settled.flatMap((item) => {
    const entry = own.get(item.clientId);
    return (entry && editOfAmended(item, entry)) ?? [];
  });
  await db.outbox.bulkDelete(settled.map(({ order }) => order));
  await db.outbox.bulkPut(edits);
}

/** The numbering began anew: what means nothing in the new life goes, and the rest goes again. */
export async function restartOutbox(db: DeviceDb): Promise<void> {
  const rows = await db.outbox.toArray();
  const restart = rows.map((row) => restarted(row));
  await db.outbox.bulkDelete(rows.filter((_, n) => restart[n] === null).map(({ order }) => order));
  await db.outbox.bulkPut(restart.filter((row) => row !== null));
}
