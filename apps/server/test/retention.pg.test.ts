import { createPool, type Pool } from '@tidemark/db/client';
import { PostgresTimelineStore } from '@tidemark/db/timeline';
import { createTestDatabase, type TestDatabase } from '@tidemark/db/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { uuidv7 } from '../src/ids.ts';
import { silentLog, type Log } from '../src/log.ts';
import { startRetentionJob, type RetentionJob, type RetentionJobOptions } from '../src/retention/job.ts';
import { RetentionMetrics } from '../src/retention/metrics.ts';

const SOON = { timeout: 30_000, interval: 50 };

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, { max: 4 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

let jobs: RetentionJob[] = [];
beforeEach(() => {
  jobs = [];
});
afterEach(async () => {
  await Promise.all(jobs.map((job) => job.stop()));
});

function start(lifetimeMs: number, given: Partial<RetentionJobOptions> = {}): RetentionMetrics {
  const metrics = new RetentionMetrics();
  jobs.push(
    startRetentionJob({
      url: database.url,
      lifetimeMs,
      metrics,
      clock: systemClock,
      log: silentLog,
      store: { expire: async () => null },
      publish: () => undefined,
      ...given,
    }),
  );
  return metrics;
}

async function figure(metrics: RetentionMetrics, name: string): Promise<number> {
  const found = await metrics.registry.getSingleMetric(`tidemark_retention_${name}`)?.get();
  return (found?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}

const partitions = async () => {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = 'public.sync_entry'::regclass`,
  );
  return rows[0]?.n ?? 0;
};

describe('the retention job', () => {
  it('RT-1, RT-3: with a lifetime of seconds, entries leave and devices go dormant by themselves', async () => {
    const store = new PostgresTimelineStore({ pool, partitionMs: 1_000 });
    const device = { userId: uuidv7(), deviceId: uuidv7() };
    await pool.query(`INSERT INTO "user" (id, name, email) VALUES ($1, 'Someone', 'someone@example.org')`, [
      device.userId,
    ]);
    await store.registerDevice({ ...device, loginId: uuidv7(), name: 'A browser', at: Date.now() });
    const sessionId = uuidv7();
    await store.createSession({
      sessionId,
      sessionKind: 'group',
      title: 'Tides',
      history: 'all',
      clientId: uuidv7(),
      creatorId: device.userId,
      memberIds: [device.userId],
    });
    const [one, other] = [start(2_000), start(2_000)];
    const epoch = await store.epoch();
    const rows = async () => (await pool.query('SELECT FROM sync_entry')).rowCount;
    await vi.waitFor(async () => expect(await rows()).toBe(0), SOON);
    await vi.waitFor(async () => {
      expect(await store.device(device.userId, device.deviceId)).toMatchObject({ status: 'dormant', head: 2 });
    }, SOON);
    expect(await store.pull({ ...device, epoch, checkpoint: 1, limit: 10 })).toMatchObject({ outcome: 'below-floor' });
    const history = { userId: device.userId, sessionId, anchor: { at: 'newest' }, limit: 10 } as const;
    expect(await store.history(history)).toMatchObject({ entries: [{ seq: 1 }] });
    // What is purged is counted when the purge has ended, which is later than it can be seen.
    const counted = async (name: string) => (await figure(one, name)) + (await figure(other, name));
    await vi.waitFor(async () => expect(await counted('partitions_dropped_total')).toBeGreaterThan(0), SOON);
    await vi.waitFor(async () => expect(await counted('devices_dormant_total')).toBe(1), SOON);
    expect(await one.registry.metrics()).toContain('tidemark_retention_run_seconds');
  });

  it('comes back by itself when its connections are cut, and a fresh start makes up for the time between', async () => {
    const metrics = start(30 * 86_400_000);
    await vi.waitFor(async () => expect(await partitions()).toBeGreaterThanOrEqual(8), SOON);
    await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    const before = await figure(metrics, 'runs_total');
    const next = start(30 * 86_400_000);
    await vi.waitFor(async () => {
      const runs = (await figure(metrics, 'runs_total')) + (await figure(next, 'runs_total'));
      expect(runs).toBeGreaterThan(before);
    }, SOON);
  });

  it('comes back by itself when the database fails as a job is reported done', async () => {
    const warnings: string[] = [];
    const log: Log = { ...silentLog, warn: (_fields, line) => void warnings.push(line) };
    const metrics = start(30 * 86_400_000, { log });
    await vi.waitFor(async () => expect(await figure(metrics, 'runs_total')).toBeGreaterThan(0), SOON);
    await pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
       CREATE TRIGGER refusing BEFORE DELETE ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    const next = start(30 * 86_400_000, { log });
    await vi.waitFor(() => expect(warnings).toContain('the job runner has ended and is started again'), SOON);
    await pool.query('DROP TRIGGER refusing ON graphile_worker._private_jobs');
    const runs = async () => (await figure(metrics, 'runs_total')) + (await figure(next, 'runs_total'));
    const before = await runs();
    await vi.waitFor(async () => expect(await runs()).toBeGreaterThan(before), SOON);
  });
});
