import { randomUUID } from 'node:crypto';
import type { MessageChange } from '@tidemark/timeline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPool } from '../src/client.ts';
import { MIGRATIONS_FOLDER, readMigrations } from '../src/migrate/folder.ts';
import { expireMessages, readLifetimes, setLifetime } from '../src/retention/expire-messages.ts';
import { PostgresTimelineStore } from '../src/timeline/postgres-timeline-store.ts';
import { intercept } from './support/intercept.ts';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, message, newDevice, people, pullAll } from './support/people.ts';

const HOUR_MS = 3_600_000;
const lifetimeMs = 24 * HOUR_MS;
const limits = { page: 2, slice: 10, most: 1_000 };

let opened: OpenStore;
beforeEach(async () => {
  opened = await openStore();
});
afterEach(async () => opened.close());

/** A session of two: its creation, 40 messages of two days ago, an edit and a reaction then, and 5 of now. */
async function old() {
  const [ann, ben] = await people(opened, 2);
  if (!ann || !ben) throw new Error('no people');
  const { store } = opened;
  const at = Date.now() - 48 * HOUR_MS;
  const sessionId = randomUUID();
  const memberIds = [ann.userId, ben.userId];
  const created = { sessionId, sessionKind: 'group', title: 'Then', creatorId: ann.userId, memberIds } as const;
  await store.createSession({ ...created, history: 'all', clientId: randomUUID(), at });
  const retried = { ...message(sessionId, ann.userId, 'secret'), at };
  await store.append([
    retried,
    ...Array.from({ length: 39 }, () => ({ ...message(sessionId, ann.userId, 'secret'), at })),
  ]);
  const change = (kind: 'edit' | 'react') => ({
    sessionId,
    authorId: ann.userId,
    clientId: randomUUID(),
    at,
    change: kind === 'edit' ? { kind, target: 2, text: 'secret too' } : { kind, target: 3, emoji: '🌊', on: true },
  });
  await store.append([change('edit'), change('react')]);
  await store.append(Array.from({ length: 5 }, () => message(sessionId, ann.userId, 'now')));
  await setLifetime(opened.pool, sessionId, lifetimeMs);
  return { ann, ben, sessionId, retried };
}

const run = (pool = opened.pool, now = Date.now()) => expireMessages(pool, opened.store, { now, limits });

async function rowsOf(sessionId: string) {
  const { rows } = await opened.pool.query<{ kind: string; n: number; said: number }>(
    `SELECT kind, count(*)::int AS n, count(*) FILTER (WHERE body::text LIKE '%secret%')::int AS said
       FROM session_entry WHERE session_id = $1 GROUP BY kind ORDER BY kind`,
    [sessionId],
  );
  return Object.fromEntries(rows.map(({ kind, n, said }) => [kind, said > 0 ? `${n}, ${said} of them say it` : n]));
}

describe('the job that lets messages expire', () => {
  test('RT-11, RT-15: it moves the floor and empties the rows, and does nothing the next time', async () => {
    const { ann, sessionId, retried } = await old();
    expect(await run()).toEqual({
      outcome: 'done',
      sessions: 1,
      entries: 43,
      erased: 43,
      more: false,
      shortestMs: lifetimeMs,
    });
    expect(await rowsOf(sessionId)).toEqual({
      ...{ 'session-created': 1, 'message-expired': 40, 'change-expired': 2, message: 5, expired: 1 },
    });
    expect(await run()).toMatchObject({ sessions: 0, entries: 0, erased: 0 });
    const { outcomes } = await opened.store.append([retried]);
    expect(outcomes).toMatchObject([{ repeated: true, entry: { seq: 2, body: { kind: 'message-expired' } } }]);
    const after = await opened.store.history({ userId: ann.userId, sessionId, anchor: { at: 'newest' }, limit: 99 });
    expect(after).toMatchObject({ floor: 44, head: 49, covered: { from: 44, to: 49 } });
  });

  test('CH-10, RT-11: a change that was made since leaves with its message, from the rows and before that from sight', async () => {
    const { ann, ben, sessionId } = await old();
    const late = (change: MessageChange) => ({ sessionId, authorId: ann.userId, clientId: randomUUID(), change });
    const edit = late({ kind: 'edit', target: 4, text: 'secret at last' });
    await opened.store.append([edit, late({ kind: 'edit', target: 45, text: 'now, better' })]);
    await opened.store.expire({ sessionId, before: Date.now() - lifetimeMs });
    const { userId } = ben;
    const changes = async () => opened.store.changes({ userId, sessionId, after: 0, limit: 9 });
    const digest = async () => opened.store.digests({ userId, sessionId, ranges: [{ from: 44, to: 51 }] });
    const before = [await changes(), await digest(), await pullAll(opened.store, ben)];
    expect(before[0]).toMatchObject({
      changes: [
        { seq: 49, body: { kind: 'change-expired', target: 4 } },
        { seq: 50, body: { text: 'now, better' } },
      ],
    });
    expect(JSON.stringify(before)).not.toContain('secret');
    expect(await rowsOf(sessionId)).toMatchObject({ edited: '3, 2 of them say it' });

    expect(await run()).toMatchObject({ erased: 43 });
    expect(await rowsOf(sessionId)).toMatchObject({ edited: 1, 'change-expired': 3 });
    expect([await changes(), await digest(), await pullAll(opened.store, ben)]).toEqual(before);
    expect((await opened.store.append([edit])).outcomes).toMatchObject([{ repeated: true, entry: { seq: 49 } }]);
  });

  test('RT-11: the rows of changes that were made since are emptied where a floor was there before that was done', async () => {
    const { ann, sessionId } = await old();
    const change = { kind: 'edit', target: 4, text: 'secret at last' } as const;
    await opened.store.append([{ sessionId, authorId: ann.userId, clientId: randomUUID(), change }]);
    await opened.store.expire({ sessionId, before: Date.now() - lifetimeMs });
    await opened.pool.query('UPDATE session SET erased_seq = floor_seq - 1 WHERE session_id = $1', [sessionId]);
    const migration = (await readMigrations(MIGRATIONS_FOLDER)).find(({ name }) => name.endsWith('expired_changes'));
    await opened.pool.query(migration?.sql ?? '');
    await run();
    expect(await rowsOf(sessionId)).toMatchObject({ 'change-expired': 3 });
  });

  test('RT-15: a session without a lifetime keeps everything, and one that loses it loses no more', async () => {
    const { ann, sessionId } = await old();
    const other = await group(opened.store, [ann.userId]);
    await setLifetime(opened.pool, sessionId, null);
    expect(await run(opened.pool, Date.now() + 999 * HOUR_MS)).toMatchObject({
      sessions: 0,
      erased: 0,
      shortestMs: null,
    });
    expect(await rowsOf(sessionId)).toMatchObject({ message: '45, 40 of them say it' });
    expect(await setLifetime(opened.pool, randomUUID(), 5)).toBe(false);
    expect((await readLifetimes(opened.pool, null, 9)).map((session) => session.sessionId)).not.toContain(other);
  });

  test('RT-15: what a killed job has left is out of sight at once, and done by the next', async () => {
    const { ann, ben, sessionId, retried } = await old();
    const dying = createPool(opened.url, { max: 4, onError: () => undefined });
    let slices = 0;
    intercept(dying, (text, go) => {
      if (!text.includes('message-expired') || (slices += 1) < 3) return go();
      throw new Error('killed');
    });
    const store = new PostgresTimelineStore({ pool: dying });
    await expect(expireMessages(dying, store, { now: Date.now(), limits })).rejects.toThrow('killed');
    expect(await rowsOf(sessionId)).toMatchObject({ message: '26, 21 of them say it', 'message-expired': 19 });

    // nobody reads what is still in the rows, by whatever way
    const read = await opened.store.history({
      userId: ben.userId,
      sessionId,
      anchor: { at: 'after', seq: 0 },
      limit: 99,
    });
    const { outcomes } = await opened.store.append([retried]);
    const views = await opened.store.snapshot({ ...ben, cursor: null, limit: 9 });
    const told = [read, outcomes, views, await pullAll(opened.store, ben)];
    expect(JSON.stringify(told)).not.toContain('secret');
    const changes = await opened.store.changes({ userId: ann.userId, sessionId, after: 0, limit: 99 });
    expect(changes).toMatchObject({ changes: [] });

    await dying.end();
    expect(await run()).toMatchObject({ sessions: 0, entries: 0, erased: 23 });
    expect(await rowsOf(sessionId)).toMatchObject({ 'message-expired': 40, 'change-expired': 2 });
  });

  test('RT-15: one run at a time, and a run that has much to do leaves the rest to the next', async () => {
    const { sessionId } = await old();
    const few = { ...limits, most: 20 };
    const both = await Promise.all([
      expireMessages(opened.pool, opened.store, { now: Date.now(), limits: few }),
      expireMessages(opened.pool, opened.store, { now: Date.now(), limits: few }),
    ]);
    expect(both.filter(({ outcome }) => outcome === 'busy')).toHaveLength(1);
    expect(both.find(({ outcome }) => outcome === 'done')).toMatchObject({ entries: 43, erased: 20, more: true });
    expect(await readLifetimes(opened.pool, null, 9)).toMatchObject([{ sessionId, floor: 44, erased: 20, head: 49 }]);
    expect(await expireMessages(opened.pool, opened.store, { now: Date.now(), limits: few })).toMatchObject({
      erased: 20,
    });
    expect(await run()).toMatchObject({ erased: 3, more: false });
  });

  test('RT-14, RT-15: after a long absence one run makes up for all, and a device that slept reads what is left', async () => {
    const { ann, ben, sessionId } = await old();
    const { store } = opened;
    const late = await newDevice(store, ben.userId);
    await store.append([{ ...message(sessionId, ann.userId, 'secret later'), at: Date.now() }]);
    // months later: everything there is
    expect(await run(opened.pool, Date.now() + 99 * lifetimeMs)).toMatchObject({
      sessions: 1,
      entries: 49,
      erased: 49,
    });
    await store.append([message(sessionId, ann.userId, 'fresh')]);
    const items = await pullAll(store, ben, 7);
    expect(items.map((item) => (item.kind === 'entry' ? item.entry.body.kind : item.kind))).toEqual([
      ...['session-created', 'expired', 'read', 'message'],
    ]);
    expect(JSON.stringify(items)).not.toContain('secret');
    const page = await store.snapshot({ ...late, cursor: null, limit: 9 });
    expect(page).toMatchObject({ sessions: [{ visibleFrom: 50, readSeq: 49, unread: 1, title: 'Then' }] });
  });
});
