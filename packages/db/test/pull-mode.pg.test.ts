import { randomUUID } from 'node:crypto';
import type { SessionDelivery, TimelineStore } from '@tidemark/timeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../src/client.ts';
import { PostgresTimelineStore } from '../src/timeline/postgres-timeline-store.ts';
import { intercept } from './support/intercept.ts';
import { openStore, type OpenStore } from './support/open-store.ts';
import { crowd, group, message, people, pullAll } from './support/people.ts';

let opened: OpenStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(async () => opened.close());

/** A store whose sessions of more than `pullThreshold` members are in pull mode, and the statements that it runs. */
function countingStore(pullThreshold: number) {
  const pool = createPool(opened.url, { max: 1 });
  const statements: string[] = [];
  intercept(pool, (text, run) => {
    statements.push(text);
    return run();
  });
  const store = new PostgresTimelineStore({ pool, pullThreshold });
  const count = async (work: () => Promise<unknown>): Promise<number> => {
    const before = statements.length;
    await work();
    return statements.length - before;
  };
  return { store, count, end: () => pool.end() };
}

async function rowsOf(table: 'sync_entry' | 'session_entry', sessionId: string): Promise<number> {
  const { rows } = await opened.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE session_id = $1`,
    [sessionId],
  );
  return rows[0]?.n ?? 0;
}

/** Adds, renames and removes, by the owner. Each must be stored. */
async function changeAll(store: TimelineStore, sessionId: string, actorId: string, other: string): Promise<void> {
  const changes = [
    { kind: 'add-members', memberIds: [other] },
    { kind: 'rename', title: 'Spring tide' },
    { kind: 'remove-member', memberId: other },
  ] as const;
  for (const change of changes) {
    const answer = await store.changeSession({ sessionId, actorId, clientId: randomUUID(), change });
    expect(answer).toMatchObject({ outcome: 'stored', repeated: false });
  }
}

describe('pull mode', () => {
  test('MD-6: following takes as many statements for 200 sessions as for one, and four when nothing has moved', async () => {
    const [ann, ben] = await people(opened, 2);
    if (!ann || !ben) throw new Error('no people');
    const { store, count, end } = countingStore(1);
    const ids: string[] = [];
    for (let n = 0; n < 200; n += 1) ids.push(await group(store, [ann.userId, ben.userId]));
    await store.append(ids.map((sessionId) => message(sessionId, ben.userId)));
    const at = (seq: number) => ids.map((sessionId) => ({ sessionId, seq }));

    const one = await count(() => store.follow({ ...ann, sessions: at(1).slice(0, 1) }));
    const all = await count(async () => {
      const answer = await store.follow({ ...ann, sessions: at(1) });
      if ('outcome' in answer) throw new Error(answer.outcome);
      expect(answer.moved.map(({ sessionId }) => sessionId).toSorted()).toEqual(ids.toSorted());
      expect(answer.moved.every(({ unread, mode }) => unread === 1 && mode === 'pull')).toBe(true);
      expect(answer.followed).toHaveLength(200);
    });
    expect(all).toBe(one);
    // Begin, the device, how the sessions stand, commit.
    expect(await count(() => store.follow({ ...ann, sessions: at(2) }))).toBe(4);
    await end();
  });

  test('MD-4: a message to a thousand costs one entry, no sync entry, and the statements of one to five (O-12)', async () => {
    const users = await crowd(opened, 1_000);
    const { store, count, end } = countingStore(4);
    const large = await group(store, users);
    const small = await group(store, users.slice(0, 5));
    const pushed = await group(store, users.slice(0, 4));
    const [author = '', other = ''] = users;
    const say = (sessionId: string) =>
      count(() => store.append([message(sessionId, author), message(sessionId, other)]));

    const before = [await rowsOf('session_entry', large), await rowsOf('sync_entry', large)];
    const cost = await say(large);
    expect([await rowsOf('session_entry', large), await rowsOf('sync_entry', large)]).toEqual([
      (before[0] ?? 0) + 2,
      before[1],
    ]);
    expect(before[1]).toBe(1_000);
    expect(await say(small)).toBe(cost);
    // One less than in push mode, whose last one is the fan-out.
    expect(await say(pushed)).toBe(cost + 1);
    await end();
  });

  test('MD-4: a change among a thousand costs the statements of one among five, and tells those concerned', async () => {
    const users = await crowd(opened, 1_001);
    const { store, count, end } = countingStore(3);
    const large = await group(store, users.slice(0, 1_000));
    const small = await group(store, users.slice(0, 5));
    const [owner = ''] = users;
    const newcomer = users.at(-1) ?? '';
    const before = await rowsOf('sync_entry', large);
    const cost = await count(() => changeAll(store, large, owner, newcomer));
    expect(await rowsOf('sync_entry', large)).toBe(before + 2);
    expect(await count(() => changeAll(store, small, owner, newcomer))).toBe(cost);

    await store.changeSession({
      sessionId: large,
      actorId: owner,
      clientId: randomUUID(),
      change: { kind: 'remove-member', memberId: owner },
    });
    const { rows } = await opened.pool.query(
      `SELECT s.member_count, s.generation = s.head_seq AS opened,
              (SELECT count(*)::int FROM session_member m WHERE m.session_id = $1 AND m.until_seq IS NULL) AS counted,
              (SELECT user_id FROM session_member m WHERE m.session_id = $1 AND m.until_seq IS NULL AND role = 'owner') AS owner
         FROM session s WHERE s.session_id = $1`,
      [large],
    );
    const heir = users.slice(1, 1_000).toSorted()[0];
    expect(rows).toEqual([{ member_count: 999, counted: 999, opened: true, owner: heir }]);
    await end();
  });

  test('MD-5: a thousand members are told of a switch, each once', async () => {
    const users = await crowd(opened, 1_000);
    const store = new PostgresTimelineStore({ pool: opened.pool, pullThreshold: 1_000 });
    const sessionId = await group(store, users);
    const switched = await store.overrideMode({ sessionId, mode: 'pull' });
    expect(switched?.deliveries.map(({ userId }) => userId).toSorted()).toEqual(users.toSorted());
    expect(switched?.deliveries.every(({ items }) => items.length === 1)).toBe(true);
  });

  test('MD-7: with two writers at once, the generations of what is told are one chain', async () => {
    const devices = await people(opened, 12);
    const users = devices.map(({ userId }) => userId);
    const [owner = '', ...others] = users;
    const writers = [opened.another(), opened.another()] as const;
    const sessionId = await group(opened.store, users);
    await opened.store.overrideMode({ sessionId, mode: 'pull' });
    const told: SessionDelivery[] = [];
    const remove = async () => {
      for (const memberId of others) {
        const change = { kind: 'remove-member', memberId } as const;
        const answer = await writers[0].changeSession({ sessionId, actorId: owner, clientId: randomUUID(), change });
        if (answer.outcome === 'stored') told.push(...answer.sessionDeliveries);
      }
    };
    const say = async () => {
      for (let n = 0; n < 30; n += 1) {
        told.push(
          ...(await writers[1].append([message(sessionId, owner), message(sessionId, owner)])).sessionDeliveries,
        );
      }
    };
    await Promise.all([remove(), say()]);

    const chain = told.toSorted((a, b) => (a.entries[0]?.seq ?? 0) - (b.entries[0]?.seq ?? 0));
    expect(chain).toHaveLength(30 + others.length);
    const seqs = chain.flatMap(({ entries }) => entries.map(({ seq }) => seq));
    expect(seqs).toEqual(seqs.map((_, index) => index + 3));
    expect(chain.map(({ was }) => was)).toEqual([0, ...chain.slice(0, -1).map(({ generation }) => generation)]);
    for (const { was, generation, endedFor, entries } of chain) {
      expect(generation).toBe(endedFor.length > 0 ? entries[0]?.seq : was);
    }
    expect(chain.flatMap(({ endedFor }) => endedFor)).toEqual(others);
  });

  test('TL-4: entries from before there were modes read as in push mode', async () => {
    const [ann, ben] = await people(opened, 2);
    if (!ann || !ben) throw new Error('no people');
    const sessionId = await group(opened.store, [ann.userId]);
    const change = { kind: 'add-members', memberIds: [ben.userId] } as const;
    await opened.store.changeSession({ sessionId, actorId: ann.userId, clientId: randomUUID(), change });
    const told = await pullAll(opened.store, ann);
    await opened.pool.query(`UPDATE session_entry SET body = body - 'mode' WHERE session_id = $1`, [sessionId]);
    expect(await pullAll(opened.store, ann)).toEqual(told);
  });
});
