import { randomUUID } from 'node:crypto';
import { digestOf } from '@tidemark/timeline';
import type { AppendRequest, Entry, TimelineStore } from '@tidemark/timeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../src/client.ts';
import { PostgresTimelineStore } from '../src/timeline/postgres-timeline-store.ts';
import { intercept } from './support/intercept.ts';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, message, people, pullAll } from './support/people.ts';

let opened: OpenStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(async () => opened.close());

const setOf = (userId: string, key: string, value: string | null): AppendRequest => ({
  sessionId: userId,
  authorId: userId,
  clientId: randomUUID(),
  set: { key, value },
});

async function inForce(store: TimelineStore, userId: string): Promise<readonly Entry[]> {
  const page = await store.changes({ userId, sessionId: userId, after: 0, limit: 500 });
  return 'outcome' in page ? [] : page.changes;
}

/** How a statement is carried out where reading tables from end to end is no choice. */
async function planOf(text: string): Promise<string> {
  const client = await opened.pool.connect();
  try {
    await client.query('SET enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.query('RESET enable_seqscan');
    client.release();
  }
}

describe('own data in PostgreSQL', () => {
  test.each([1, 100])('OD-3: a batch of %i sets takes as many statements, with messages among them', async (size) => {
    const devices = await people(opened, 4);
    const users = devices.map(({ userId }) => userId);
    const sessionId = await group(opened.store, users);
    await opened.store.append(users.map((userId) => setOf(userId, 'draft', 'before')));
    const pool = createPool(opened.url, { max: 1 });
    const statements: string[] = [];
    intercept(pool, (text, run) => {
      statements.push(text);
      return run();
    });
    const batch = Array.from({ length: size }, (_, n) =>
      setOf(users[n % 4] ?? '', n % 8 < 4 ? 'draft' : 'theme', `${n}`),
    );
    const { outcomes } = await new PostgresTimelineStore({ pool }).append([
      ...batch,
      message(sessionId, users[0] ?? ''),
    ]);
    expect(outcomes.every((outcome) => outcome.outcome === 'stored')).toBe(true);
    // Seven for any batch; whether the private sessions are there, what is in force, and what is left of it.
    expect(statements).toHaveLength(10);
    await pool.end();
  });

  test('OD-1: first sets of two processes at once make one session, and each is stored once', async () => {
    const devices = await people(opened, 6);
    const users = devices.map(({ userId }) => userId);
    const stores = [opened.another(), opened.another(), opened.another()];
    await Promise.all(
      stores.map((store, n) =>
        store.append((n % 2 ? users : users.toReversed()).map((userId) => setOf(userId, `key ${n}`, 'value'))),
      ),
    );
    for (const device of devices) {
      const entries = (await pullAll(opened.store, device)).flatMap((item) =>
        item.kind === 'entry' ? [item.entry] : [],
      );
      expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
      expect(entries.map(({ body }) => body.kind)).toEqual(['session-created', 'set', 'set', 'set']);
    }
  });

  test('OD-2: of many writers at once one set of each key is in force, which is the last', async () => {
    const [device] = await people(opened, 1);
    const userId = device?.userId ?? '';
    const stores = [opened.another(), opened.another()];
    const batches = Array.from({ length: 24 }, (_, n) =>
      (stores[n % 2] ?? opened.store).append([
        setOf(userId, `key ${n % 3}`, `${n}`),
        setOf(userId, `key ${n % 2}`, `${n}`),
      ]),
    );
    const stored = (await Promise.all(batches)).flatMap(({ outcomes }) =>
      outcomes.flatMap((outcome) => (outcome.outcome === 'stored' ? [outcome.entry] : [])),
    );
    const last = new Map<string, number>();
    for (const { seq, body } of stored) {
      if (body.kind === 'set') last.set(body.key, Math.max(seq, last.get(body.key) ?? 0));
    }
    expect((await inForce(opened.store, userId)).map(({ seq }) => seq)).toEqual(
      [...last.values()].toSorted((a, b) => a - b),
    );
  });

  test('OD-3, WR-1: a set that is not stored supersedes nothing, and makes no session', async () => {
    const broken = await openStore();
    try {
      const [known, fresh] = await people(broken, 2);
      const userId = known?.userId ?? '';
      await broken.store.append([setOf(userId, 'draft', 'kept')]);
      const mend = await broken.breakFanOut();
      await expect(broken.store.append([setOf(userId, 'draft', 'lost')])).rejects.toThrow();
      await expect(broken.store.append([setOf(fresh?.userId ?? '', 'draft', 'lost')])).rejects.toThrow();
      await mend();
      expect((await inForce(broken.store, userId)).map(({ body }) => body)).toEqual([
        { kind: 'set', key: 'draft', value: 'kept' },
      ]);
      expect(await inForce(broken.store, fresh?.userId ?? '')).toEqual([]);
    } finally {
      await broken.close();
    }
  });

  test('OD-3, AU-1: the digests are of what is left', async () => {
    const [device] = await people(opened, 1);
    const userId = device?.userId ?? '';
    for (const value of ['a', 'b', null]) await opened.store.append([setOf(userId, 'draft', value)]);
    const page = await opened.store.history({ userId, sessionId: userId, anchor: { at: 'newest' }, limit: 9 });
    const entries = 'entries' in page ? page.entries : [];
    expect(entries).toHaveLength(4);
    const answer = await opened.store.digests({ userId, sessionId: userId, ranges: [{ from: 1, to: 4 }] });
    expect(answer).toMatchObject({ ranges: [{ count: 4, digest: digestOf(entries) }] });
  });

  test('OD-1: the id of a user is kept, in whatever letters it is written', async () => {
    const [alice, bob] = await people(opened, 2);
    const [victim, creatorId] = [alice?.userId ?? '', bob?.userId ?? ''];
    for (const sessionId of [victim, victim.toUpperCase()]) {
      const request = { sessionId, creatorId, memberIds: [creatorId], title: 'Trap', history: 'joined' as const };
      const made = await opened.store.createSession({ ...request, sessionKind: 'group', clientId: randomUUID() });
      expect(made).toEqual({ outcome: 'refused', reason: 'not-allowed' });
    }
  });

  test('OD-2: keys and values that PostgreSQL cannot hold are the same key and value again', async () => {
    const [device] = await people(opened, 1);
    const userId = device?.userId ?? '';
    const odd = { ...setOf(userId, 'a\0b', 'c\uD800d') };
    const first = await opened.store.append([odd]);
    const again = await opened.store.append([odd]);
    expect(again.outcomes).toMatchObject([{ outcome: 'stored', repeated: true }]);
    expect(first.outcomes).toMatchObject([{ entry: { body: { key: 'a\uFFFDb', value: 'c\uFFFDd' } } }]);
    await opened.store.append([setOf(userId, 'a\0b', null)]);
    expect(await inForce(opened.store, userId)).toHaveLength(1);
  });

  test('OD-4: what is in force is read from indexes that hold nothing else', async () => {
    const key = `'${randomUUID()}'`;
    const bySeq = await planOf(
      `SELECT seq FROM session_entry WHERE session_id = ${key} AND seq BETWEEN 1 AND 99 AND kind = 'set' ORDER BY seq LIMIT 5`,
    );
    expect(bySeq).toContain('session_entry_set_idx');
    const byKey = await planOf(
      `SELECT seq FROM session_entry WHERE session_id = ${key} AND kind = 'set' AND body ->> 'key' = 'theme'`,
    );
    expect(byKey).toContain('session_entry_set_key');
  });
});
