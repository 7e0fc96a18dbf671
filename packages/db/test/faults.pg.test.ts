import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../src/client.ts';
import { ensurePartitions, PostgresTimelineStore } from '../src/timeline/postgres-timeline-store.ts';
import { gate, intercept } from './support/intercept.ts';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, message, people, pullAll } from './support/people.ts';

const DAY_MS = 86_400_000;

let opened: OpenStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(async () => opened.close());

async function scene() {
  const [ann, ben] = await people(opened, 2);
  if (!ann || !ben) throw new Error('no people');
  return { ann, ben, sessionId: await group(opened.store, [ann.userId, ben.userId]) };
}

describe('faults', () => {
  test('WR-1: a backend killed inside its transaction leaves nothing half-way', async () => {
    const { ann, ben, sessionId } = await scene();
    const pool = createPool(opened.url, { max: 1 });
    const reached = gate();
    const release = gate();
    intercept(pool, async (text, run) => {
      if (text === 'COMMIT') {
        reached.open();
        await release.opened;
      }
      return run();
    });
    const request = message(sessionId, ann.userId);
    const doomed = new PostgresTimelineStore({ pool }).append([request]);
    const outcome = doomed.then(
      () => 'stored',
      () => 'failed',
    );
    await reached.opened;
    const killed = await opened.pool.query(
      `SELECT pg_terminate_backend(pid, 5000) AS killed FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    expect(killed.rows).toEqual([{ killed: true }]);
    release.open();
    expect(await outcome).toBe('failed');

    expect((await pullAll(opened.store, ben)).length).toBe(1);
    const page = await opened.store.history({ userId: ben.userId, sessionId, anchor: { at: 'newest' }, limit: 10 });
    expect(page).toMatchObject({ head: 1 });
    const retry = await opened.store.append([request]);
    expect(retry.outcomes).toMatchObject([{ outcome: 'stored', repeated: false, entry: { seq: 2 } }]);
    await pool.end();
  });

  test('WR-2: an answer lost after the commit: the retry gets the first result, once in every timeline', async () => {
    const { ann, ben, sessionId } = await scene();
    const pool = createPool(opened.url, { max: 1 });
    intercept(pool, async (text, run) => {
      const answer = await run();
      if (text === 'COMMIT') throw new Error('the line broke');
      return answer;
    });
    const request = message(sessionId, ann.userId);
    await expect(new PostgresTimelineStore({ pool }).append([request])).rejects.toThrow('the line broke');
    const retry = await opened.store.append([request, request]);
    expect(retry.outcomes).toMatchObject([
      { outcome: 'stored', repeated: true, entry: { seq: 2 } },
      { outcome: 'stored', repeated: true, entry: { seq: 2 } },
    ]);
    expect((await pullAll(opened.store, ben)).map(({ syncSeq }) => syncSeq)).toEqual([1, 2]);
    await pool.end();
  });

  test('RT-2: a write that meets no partition makes it, tells, and goes on', async () => {
    const other = await openStore();
    const [ann, ben] = await people(other, 2);
    if (!ann || !ben) throw new Error('no people');
    const sessionId = await group(other.store, [ann.userId, ben.userId]);
    // the database's clock was ahead when this device was last written to
    const someDay = Date.UTC(2031, 4, 17, 23, 59, 59, 999);
    await other.pool.query('UPDATE device SET written_at = to_timestamp($2::float8 / 1000) WHERE user_id = $1', [
      ben.userId,
      someDay,
    ]);
    let told = 0;
    const store = new PostgresTimelineStore({ pool: other.pool, onPartitionMissing: () => (told += 1) });
    const { outcomes } = await store.append([message(sessionId, ann.userId)]);
    expect(outcomes).toMatchObject([{ outcome: 'stored', repeated: false, entry: { seq: 2 } }]);
    expect((await pullAll(store, ben)).map(({ syncSeq }) => syncSeq)).toEqual([1, 2]);
    expect(told).toBe(1);
    expect(await ensurePartitions(other.pool, { ahead: 1, at: someDay })).toBe(0);
    await other.close();
  });

  test('RT-2: partitions are made ahead once, also by several nodes at the same time', async () => {
    const at = Date.UTC(2040, 0, 31, 12);
    const made = await Promise.all([1, 2, 3].map(() => ensurePartitions(opened.pool, { ahead: 3, at })));
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(await ensurePartitions(opened.pool, { ahead: 3, at: at + DAY_MS })).toBe(1);
  });

  test('text that no JSON column takes is stored readable, and its retry finds itself', async () => {
    const { ann, sessionId } = await scene();
    const request = message(sessionId, ann.userId, 'a\u0000b\ud800c\u{1f30a}');
    const [first] = (await opened.store.append([request])).outcomes;
    expect(first).toMatchObject({ entry: { body: { text: 'a\ufffdb\ufffdc\u{1f30a}' } } });
    const [second] = (await opened.store.append([request])).outcomes;
    expect(second).toMatchObject({ outcome: 'stored', repeated: true });
  });

  test('TL-1: SeqIds are exact up to 2^53 - 1, and the database refuses the next one', async () => {
    const { ann, ben, sessionId } = await scene();
    const last = Number.MAX_SAFE_INTEGER;
    await opened.pool.query('UPDATE session SET head_seq = $2 WHERE session_id = $1', [sessionId, last - 1]);
    await opened.pool.query('UPDATE device SET head_seq = $2 WHERE user_id = $1', [ben.userId, last - 1]);
    const { outcomes, deliveries } = await opened.store.append([message(sessionId, ann.userId)]);
    expect(outcomes).toMatchObject([{ entry: { seq: last } }]);
    expect(deliveries.find(({ userId }) => userId === ben.userId)?.items).toMatchObject([{ syncSeq: last }]);
    const epoch = await opened.store.epoch();
    const pulled = await opened.store.pull({ ...ben, epoch, checkpoint: last - 1, limit: 10 });
    expect(pulled).toMatchObject({ frame: { from: last, to: last, items: [{ syncSeq: last, entry: { seq: last } }] } });
    await expect(opened.store.append([message(sessionId, ann.userId)])).rejects.toThrow('session_head_seq_check');
  });

  test('another epoch in the database ends trust in every checkpoint', async () => {
    const other = await openStore();
    const [ann] = await people(other, 1);
    if (!ann) throw new Error('no people');
    const epoch = await other.store.epoch();
    await other.pool.query('UPDATE timeline_epoch SET epoch = $1', [randomUUID()]);
    expect(await other.store.pull({ ...ann, epoch, checkpoint: 0, limit: 10 })).toMatchObject({
      outcome: 'other-epoch',
    });
    expect((await other.store.append([])).epoch).not.toBe(epoch);
    await other.close();
  });
});
