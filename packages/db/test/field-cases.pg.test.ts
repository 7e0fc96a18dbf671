import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../src/client.ts';
import { PostgresTimelineStore } from '../src/timeline/postgres-timeline-store.ts';
import { intercept } from './support/intercept.ts';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, message, people, pullAll } from './support/people.ts';

// What people met in the field and only a real PostgreSQL shows. docs/field-cases.md has all of them.

let opened: OpenStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(async () => opened.close());

test('more work than connections waits, and all of it is done; broken connections are replaced (O-21)', async () => {
  const devices = await people(opened, 40);
  const users = devices.map(({ userId }) => userId);
  const sessions = await Promise.all([0, 1, 2, 3].map(() => group(opened.store, users)));
  const pool = createPool(opened.url, { max: 3 });
  const store = new PostgresTimelineStore({ pool });
  const messages = Array.from({ length: 100 }, (_, n) => message(sessions[n % 4] ?? '', users[n % 40] ?? '', `${n}`));
  const reading = devices.map((device) => pullAll(store, device));
  const stored = await Promise.all(messages.map((one) => store.append([one])));
  await Promise.all(reading);
  expect(stored.map(({ outcomes }) => outcomes[0]?.outcome)).toEqual(messages.map(() => 'stored'));

  // In the midst of the next hundred the database ends every connection of this pool.
  const more = messages.map(({ sessionId, authorId, text }) => message(sessionId, authorId, `again ${text}`));
  const cut = more.map((one) => store.append([one]).catch(() => null));
  await cut[0];
  await opened.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'tidemark' AND state <> 'idle'`,
  );
  const failed = (await Promise.all(cut)).filter((answer) => answer === null).length;
  // The same pool goes on without a restart; whoever got no answer asks again, under the same client id.
  const retried = await Promise.all(more.map((one) => store.append([one])));
  expect(retried.map(({ outcomes }) => outcomes[0]?.outcome)).toEqual(more.map(() => 'stored'));
  expect(failed).toBeLessThan(more.length);

  const { rows } = await opened.pool.query<{ entries: string; synced: string }>(
    `SELECT count(*) AS entries, sum((SELECT count(*) FROM sync_entry s
              WHERE s.session_id = e.session_id AND s.entry_seq = e.seq)) AS synced
       FROM session_entry e WHERE e.session_id = ANY ($1) AND e.client_id = ANY ($2)`,
    [sessions, [...messages, ...more].map(({ clientId }) => clientId)],
  );
  expect(rows).toEqual([{ entries: '200', synced: `${200 * devices.length}` }]);
  await pool.end();
});

test('bulk writes over the same rows in every order do not lock each other (O-22)', async () => {
  const devices = await people(opened, 12, 2);
  const users = [...new Set(devices.map(({ userId }) => userId))];
  const [one, two] = [await group(opened.store, users), await group(opened.store, users.toReversed())];
  const deadlocks: string[] = [];
  const stores = [0, 1, 2, 3].map(() => {
    const pool = createPool(opened.url, { max: 4 });
    intercept(pool, async (text, run) => {
      try {
        return await run();
      } catch (error) {
        if ((error as { code?: unknown }).code === '40P01') deadlocks.push(text);
        throw error;
      }
    });
    return { pool, store: new PostgresTimelineStore({ pool }) };
  });
  const clientIds: string[] = [];
  const say = (sessionId: string, n: number) => {
    const said = message(sessionId, users[n % users.length] ?? '');
    clientIds.push(said.clientId);
    return said;
  };
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const { store } = stores[n % 4] ?? { store: opened.store };
      const batch = [say(one, n), say(two, n + 1), say(one, n + 2)];
      await store.append(n % 2 ? batch : batch.toReversed());
      // Upwards on one device, downwards on the other.
      const userId = users[0] ?? '';
      const sessionId = n % 3 ? one : two;
      await store.markRead({ userId, sessionId, seq: n % 2 ? n + 1 : 41 - n });
    }),
  );
  expect(deadlocks).toEqual([]);
  const { rows } = await opened.pool.query<{ entries: string; synced: string }>(
    `SELECT count(*) AS entries, sum((SELECT count(*) FROM sync_entry s
              WHERE s.session_id = e.session_id AND s.entry_seq = e.seq AND s.kind = 1)) AS synced
       FROM session_entry e WHERE e.client_id = ANY ($1)`,
    [clientIds],
  );
  expect(rows).toEqual([{ entries: `${clientIds.length}`, synced: `${clientIds.length * devices.length}` }]);
  await Promise.all(stores.map(({ pool }) => pool.end()));
});

test('no write notifies: nothing takes the one lock that makes all commits queue up (O-23)', async () => {
  const devices = await people(opened, 3);
  const users = devices.map(({ userId }) => userId);
  const pool = createPool(opened.url, { max: 2 });
  const statements: string[] = [];
  intercept(pool, (text, run) => {
    statements.push(text);
    return run();
  });
  const store = new PostgresTimelineStore({ pool });
  const sessionId = await group(store, users);
  const [author = '', other = ''] = users;
  await store.append([message(sessionId, author)]);
  await store.markRead({ userId: other, sessionId, seq: 2 });
  const change = { kind: 'rename', title: 'Ebb' } as const;
  await store.changeSession({ sessionId, actorId: author, clientId: crypto.randomUUID(), change });
  expect(statements.length).toBeGreaterThan(10);
  expect(statements.filter((text) => /\b(pg_)?notify\b|\blisten\b/i.test(text))).toEqual([]);
  const { rows } = await opened.pool.query(
    `SELECT count(*)::int AS triggers FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
      WHERE p.prosrc ILIKE '%notify%'`,
  );
  expect(rows).toEqual([{ triggers: 0 }]);
  await pool.end();
});

test('a session whose row is held for long holds up itself, and such a transaction is ended (O-24)', async () => {
  const devices = await people(opened, 4);
  const users = devices.map(({ userId }) => userId);
  const [locked, free] = [await group(opened.store, users), await group(opened.store, users)];
  const holder = await opened.pool.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT head_seq FROM session WHERE session_id = $1 FOR UPDATE', [locked]);
  let waited = true;
  const blocked = opened.store.append([message(locked, users[0] ?? '', 'waits')]).then((batch) => {
    waited = false;
    return batch;
  });
  const { outcomes } = await opened.store.append([message(free, users[1] ?? '', 'does not wait')]);
  expect(outcomes[0]?.outcome).toBe('stored');
  expect(waited).toBe(true);
  const limits = await opened.pool.query(
    `SELECT current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle,
            current_setting('statement_timeout') AS statement`,
  );
  expect(limits.rows).toEqual([{ lock: '3s', idle: '20s', statement: '15s' }]);
  await holder.query('ROLLBACK');
  holder.release();
  expect((await blocked).outcomes[0]?.outcome).toBe('stored');
});

test('pages are cut where they are sorted: equal times at every border skip nothing (O-25)', async () => {
  const [ann, ben] = await people(opened, 2);
  if (!ann || !ben) throw new Error('no people');
  const pool = createPool(opened.url, { max: 4 });
  // One moment for everything.
  const store = new PostgresTimelineStore({ pool, now: () => 1_700_000_000_000 });
  const sessions = await Promise.all(Array.from({ length: 23 }, () => group(store, [ann.userId, ben.userId])));
  for (const limit of [1, 5, 23]) {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await store.snapshot({ ...ann, cursor, limit });
      if ('outcome' in page) throw new Error(page.outcome);
      seen.push(...page.sessions.map(({ sessionId }) => sessionId));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen.toSorted()).toEqual(sessions.toSorted());
  }
  const [sessionId = ''] = sessions;
  await store.append(Array.from({ length: 130 }, (_, n) => message(sessionId, ann.userId, `${n}`)));
  for (const at of ['before', 'after'] as const) {
    const seqs: number[] = [];
    for (let seq = at === 'before' ? 1_000 : 0; ;) {
      const page = await store.history({ userId: ben.userId, sessionId, anchor: { at, seq }, limit: 40 });
      if ('outcome' in page) throw new Error(page.reason);
      if (page.covered === null) break;
      seqs.push(...page.entries.map((entry) => entry.seq));
      seq = at === 'before' ? page.covered.from : page.covered.to;
    }
    expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 131 }, (_, n) => n + 1));
  }
  await pool.end();
});
