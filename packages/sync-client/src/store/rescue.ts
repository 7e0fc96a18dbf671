import { NO_RANGES, type OutboxItem, type UserProfile } from '@tidemark/timeline';
import { DeviceDb, type IndexedDb, type SessionRow } from './schema.ts';
import { within } from './within.ts';

/** How long the looking may take: the user waits for it. In ms. */
const READ_WITHIN = 1_500;

/** What one store leaves to the next. Entries are not among it: they are on the server, and fetched when looked at. */
export type Saved = {
  readonly sessions: readonly SessionRow[];
  readonly users: readonly UserProfile[];
  readonly outbox: readonly OutboxItem[];
};

/** Reads what can be saved of a database over a connection of its own; null when it cannot be read. */
export async function readSaved(name: string, indexedDb?: IndexedDb): Promise<Saved | null> {
  const db = new DeviceDb(name, indexedDb);
  try {
    const reading = Promise.all([db.sessions.toArray(), db.users.toArray(), db.outbox.orderBy('order').toArray()]);
    const [sessions, users, outbox] = await within(reading, READ_WITHIN);
    return { sessions, users, outbox };
  } catch {
    return null;
  } finally {
    db.close({ disableAutoOpen: true });
  }
}

/** Puts what was saved into another database, in the order of the user's actions. Safe to repeat. */
export function seed(db: DeviceDb, { sessions, users, outbox }: Saved): PromiseLike<void> {
  return db.transaction('rw', [db.sessions, db.users, db.outbox], async () => {
    const known = new Set(await db.sessions.toCollection().primaryKeys());
    const missing = sessions.filter(({ sessionId }) => !known.has(sessionId));
    await db.sessions.bulkPut(missing.map(emptied));
    await db.users.bulkPut([...users]);
    const queued = new Set((await db.outbox.toArray()).map(({ clientId }) => clientId));
    const lost = outbox.filter(({ clientId, state }) => state.kind !== 'stored' && !queued.has(clientId));
    await db.outbox.bulkAdd(
      lost.map(({ clientId, sessionId, action, createdAt, state }) => {
        return { clientId, sessionId, action, createdAt, state };
      }),
    );
  });
}

/** Nothing of it is here: entries are fetched when looked at, own data is asked for as a whole. */
function emptied(row: SessionRow): SessionRow {
  const changesTo = row.sessionKind === 'private' ? 0 : row.changesTo;
  return { ...row, held: NO_RANGES, changesTo, generation: null };
}
