import fc from 'fast-check';
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

describe('batches', () => {
  test.each([1, 200])('a batch of %i messages in 20 sessions takes seven statements', async (size) => {
    const devices = await people(opened, 6, 2);
    const users = [...new Set(devices.map(({ userId }) => userId))];
    const sessions = await Promise.all(Array.from({ length: 20 }, () => group(opened.store, users)));
    const pool = createPool(opened.url, { max: 1 });
    const statements: string[] = [];
    intercept(pool, (text, run) => {
      statements.push(text);
      return run();
    });
    const store = new PostgresTimelineStore({ pool });
    const batch = Array.from({ length: size }, (_, n) => message(sessions[n % 20] ?? '', users[n % 6] ?? '', `${n}`));
    const { outcomes, deliveries } = await store.append(batch);
    expect(statements).toHaveLength(7);
    expect(outcomes.every((outcome) => outcome.outcome === 'stored')).toBe(true);
    expect(deliveries.map(({ items }) => items.length)).toEqual(devices.map(() => size));
    await pool.end();
  });

  test('batches of two processes over the same sessions and devices converge, whatever they mix', async () => {
    const kinds = fc.constantFrom('say', 'say', 'say', 'change', 'read', 'rename', 'leave-and-return', 'create');
    const plan = fc.array(fc.tuple(kinds, fc.nat(), fc.nat()), { minLength: 12, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(plan, plan, async (one, two) => {
        const devices = await people(opened, 4, 2);
        const users = [...new Set(devices.map(({ userId }) => userId))];
        const sessions = await Promise.all([0, 1, 2].map(() => group(opened.store, users)));
        const stores = [opened.another(), opened.another()];
        await Promise.all(
          [one, two].flatMap((steps, which) =>
            steps.map((step) => act(stores[which] ?? opened.store, users, sessions, step)),
          ),
        );
        await expectConverged(devices, sessions);
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });
});

async function act(
  store: PostgresTimelineStore,
  users: readonly string[],
  sessions: readonly string[],
  [kind, a, b]: readonly [string, number, number],
): Promise<void> {
  const [owner = ''] = users;
  const userId = users[a % users.length] ?? '';
  const sessionId = sessions[b % sessions.length] ?? '';
  const clientId = crypto.randomUUID();
  if (kind === 'say') {
    const batch = sessions.flatMap((each, n) => Array.from({ length: 1 + ((a + n) % 3) }, () => message(each, userId)));
    await store.append(b % 2 ? batch : batch.toReversed());
  } else if (kind === 'change') {
    const target = (a % 12) + 2;
    const edit = { kind: 'edit', target, text: 'other' } as const;
    const changes = [
      edit,
      { kind: 'react', target, emoji: '🌊', on: b % 2 === 0 },
      { kind: 'recall', target },
    ] as const;
    await store.append(
      changes.slice(0, 2 + (b % 2)).map((change, n) => {
        const authorId = change.kind === 'recall' ? owner : userId;
        return { sessionId, authorId, clientId: n === 0 ? clientId : crypto.randomUUID(), change };
      }),
    );
  } else if (kind === 'read') await store.markRead({ userId, sessionId, seq: (a % 30) + 1 });
  else if (kind === 'create') await group(store, b % 2 ? users : users.toReversed());
  else if (kind === 'rename') {
    await store.changeSession({ sessionId, actorId: userId, clientId, change: { kind: 'rename', title: `${b}` } });
  } else if (userId !== owner) {
    await store.changeSession({
      sessionId,
      actorId: userId,
      clientId,
      change: { kind: 'remove-member', memberId: userId },
    });
    const change = { kind: 'add-members', memberIds: [userId] } as const;
    await store.changeSession({ sessionId, actorId: owner, clientId: crypto.randomUUID(), change });
  }
}

/** Every timeline is dense, and each device was told of each session in the session's own order. */
async function expectConverged(devices: readonly { userId: string; deviceId: string }[], sessions: readonly string[]) {
  const { store, pool } = opened;
  for (const sessionId of sessions) {
    const { rows } = await pool.query(
      `SELECT s.head_seq = count(e.seq) AND s.head_seq = max(e.seq) AS dense,
              s.member_count = (SELECT count(*) FROM session_member m WHERE m.session_id = $1 AND m.until_seq IS NULL) AS counted
         FROM session s JOIN session_entry e USING (session_id) WHERE s.session_id = $1 GROUP BY s.session_id`,
      [sessionId],
    );
    expect(rows).toEqual([{ dense: true, counted: true }]);
  }
  const { rows } = await pool.query(
    `SELECT e.seq FROM session_entry e JOIN session_entry recall USING (session_id)
      WHERE session_id = ANY($1::uuid[]) AND recall.kind = 'recalled'
        AND (e.kind = 'message' AND e.seq = recall.target_seq OR e.kind = 'edited' AND e.target_seq = recall.target_seq)`,
    [sessions],
  );
  expect(rows).toEqual([]);
  const told = new Map<string, string>();
  for (const device of devices) {
    const items = await pullAll(store, device);
    // Every entry; a marker that a later one of its page supersedes is left out (PG-5).
    const syncSeqs = items.map(({ syncSeq }) => syncSeq);
    expect(syncSeqs).toEqual([...new Set(syncSeqs)].toSorted((x, y) => x - y));
    const stored = await pool.query<{ seq: string }>(
      'SELECT seq FROM sync_entry WHERE user_id = $1 AND device_id = $2 AND kind = 1 ORDER BY seq',
      [device.userId, device.deviceId],
    );
    const entries = items.flatMap(({ kind, syncSeq }) => (kind === 'entry' ? [syncSeq] : []));
    expect(entries).toEqual(stored.rows.map(({ seq }) => Number(seq)));
    const list = items.map((item) => (item.kind === 'entry' ? `${item.entry.sessionId} ${item.entry.seq}` : 'read'));
    const twin = told.get(device.userId);
    if (twin === undefined) told.set(device.userId, list.join());
    else expect(list.join()).toBe(twin);
    for (const sessionId of sessions) {
      const seqs = items.flatMap((item) =>
        item.kind === 'entry' && item.entry.sessionId === sessionId ? [item.entry.seq] : [],
      );
      expect(seqs).toEqual(seqs.toSorted((x, y) => x - y));
    }
  }
}
