import { randomUUID } from 'node:crypto';
import { referenceHash, toDigest } from '@tidemark/timeline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPool } from '../src/client.ts';
import { purge, type PurgeReport } from '../src/retention/purge.ts';
import { readPartitions } from '../src/timeline/partitions.ts';
import { PostgresTimelineStore } from '../src/timeline/postgres-timeline-store.ts';
import { gate, intercept } from './support/intercept.ts';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, message, people, pullAll, type Device } from './support/people.ts';

const DAY_MS = 86_400_000;
const lifetimeMs = 30 * DAY_MS;
/** Gives up soon: what is tested is that, not how long it takes. */
const limits = { waitMs: 50, attempts: 2, pauseMs: 1 };

let opened: OpenStore;
beforeEach(async () => {
  opened = await openStore();
});
afterEach(async () => opened.close());

/** Two people, one of whom has a device with entries of three days: SeqIds 1-2, 3-4 and 5-6. */
async function threeDays() {
  const [ann, ben] = await people(opened, 2);
  if (!ann || !ben) throw new Error('no people');
  const sessionId = await group(opened.store, [ann.userId, ben.userId]);
  const say = (count: number) =>
    opened.store.append(Array.from({ length: count }, () => message(sessionId, ann.userId)));
  await say(1);
  const start = Date.now();
  for (const day of [1, 2]) {
    // the database's clock is ahead, as it would be a day later
    await setWrittenAt(start + day * DAY_MS);
    await say(2);
  }
  return { ann, ben, sessionId, start, say };
}

async function setWrittenAt(at: number): Promise<void> {
  await opened.pool.query('UPDATE device SET written_at = to_timestamp($1::float8 / 1000)', [at]);
}

async function run(now: number, pool = opened.pool): Promise<PurgeReport> {
  const report = await purge(pool, { lifetimeMs, now, limits });
  if (report.outcome !== 'done') throw new Error('another purge is under way');
  return report;
}

async function pull(device: Device, checkpoint: number, store = opened.store) {
  return store.pull({ ...device, epoch: await store.epoch(), checkpoint, limit: 10 });
}

const refOf = (row: { readonly session_id: string; readonly entry_seq: string }) => ({
  sessionId: row.session_id,
  seq: Number(row.entry_seq),
});

const rowsOf = async (device: Device) => {
  const { rows } = await opened.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM sync_entry WHERE user_id = $1 AND device_id = $2',
    [device.userId, device.deviceId],
  );
  return rows[0]?.n;
};

describe('the purge', () => {
  test('RT-1, RT-4: it drops whole partitions, and the floor of a pull is the lowest SeqId that is left (O-20)', async () => {
    const { ben, start } = await threeDays();
    expect(await run(start)).toMatchObject({ dropped: [], held: 0 });
    expect(await pullAll(opened.store, ben)).toHaveLength(6);

    const report = await run(start + lifetimeMs + DAY_MS);
    expect(report).toMatchObject({ held: 0, retries: 0 });
    expect(report.dropped).toHaveLength(1);
    expect(await pull(ben, 0)).toMatchObject({ outcome: 'below-floor', head: 6, floor: 3 });
    expect(await pull(ben, 1)).toMatchObject({ outcome: 'below-floor' });
    expect(await pull(ben, 2)).toMatchObject({ outcome: 'continue', frame: { from: 3, to: 6, floor: 3 } });

    // all days, today too: all that is left are those made ahead
    await run(start + lifetimeMs + 3 * DAY_MS);
    expect(await pull(ben, 5)).toMatchObject({ outcome: 'below-floor', head: 6, floor: 7 });
    expect(await pull(ben, 6)).toMatchObject({ outcome: 'up-to-date', head: 6, floor: 7 });
    expect(await rowsOf(ben)).toBe(0);
  });

  test('RT-4: the floor is told before the distance, though nobody had noticed it yet', async () => {
    const { ben, start } = await threeDays();
    await run(start + lifetimeMs + DAY_MS);
    const ask = { ...ben, epoch: await opened.store.epoch(), limit: 1, maxBacklog: 2 };
    expect(await opened.store.pull({ ...ask, checkpoint: 0 })).toMatchObject({ outcome: 'below-floor', floor: 3 });
    expect(await opened.store.pull({ ...ask, checkpoint: 2 })).toMatchObject({ outcome: 'too-far' });
  });

  test('AU-7 RT-4: a comparison of what was told says nothing once its beginning is purged, though nobody had noticed', async () => {
    const { ben, start } = await threeDays();
    const told = async (base: number, ...seqs: readonly number[]) => {
      const { rows } = await opened.pool.query<{ seq: string; session_id: string; entry_seq: string }>(
        'SELECT seq, session_id, entry_seq FROM sync_entry WHERE user_id = $1 AND device_id = $2 AND kind = 1',
        [ben.userId, ben.deviceId],
      );
      const sum = rows
        .filter(({ seq }) => seqs.includes(Number(seq)))
        .reduce((all, row) => all + referenceHash(Number(row.seq), refOf(row)), 0n);
      return { ...ben, epoch: await opened.store.epoch(), base, checkpoint: 6, digest: toDigest(sum) };
    };
    const [whole, later] = [await told(0, 1, 2, 3, 4, 5, 6), await told(2, 3, 4, 5, 6)];
    const lacking = await told(2, 3, 4, 5);
    expect(await opened.store.auditSync(whole)).toEqual({ outcome: 'same' });

    await run(start + lifetimeMs + DAY_MS);
    expect(await opened.store.auditSync(whole)).toEqual({ outcome: 'below-floor' });
    expect(await opened.store.auditSync(later)).toEqual({ outcome: 'same' });
    expect(await opened.store.auditSync(lacking)).toEqual({ outcome: 'different' });
    await run(start + lifetimeMs + 3 * DAY_MS);
    expect(await opened.store.auditSync(later)).toEqual({ outcome: 'below-floor' });
  });

  test('RT-2: a purge makes partitions for a week, and those of a short lifetime are short', async () => {
    const partitions = async () => (await readPartitions(opened.pool)).length;
    expect(await run(Date.now())).toMatchObject({ made: 8 });
    expect(await run(Date.now())).toMatchObject({ made: 0 });
    expect(await partitions()).toBe(8);
    await opened.pool.query('DROP TABLE ' + (await readPartitions(opened.pool)).map(({ name }) => name).join(', '));
    expect(await purge(opened.pool, { lifetimeMs: 20_000 })).toMatchObject({ outcome: 'done', made: 121 });
    const [first] = await readPartitions(opened.pool);
    expect((first?.toMs ?? 0) - (first?.fromMs ?? 0)).toBe(1_000);
  });

  test('RT-8: a pull that is held while its partition is dropped is told so, and gets no short page', async () => {
    const { ben, start } = await threeDays();
    const pool = createPool(opened.url, { max: 1 });
    const [reached, release] = [gate(), gate()];
    interceptQuery(pool, async (text, go) => {
      if (text.includes('FROM sync_entry') && text.includes('BETWEEN')) {
        reached.open();
        await release.opened;
      }
      return go();
    });
    const slow = pull(ben, 0, new PostgresTimelineStore({ pool }));
    await reached.opened;
    await run(start + lifetimeMs + DAY_MS);
    release.open();
    expect(await slow).toMatchObject({ outcome: 'below-floor', head: 6, floor: 3 });
    await pool.end();
  });

  test('RT-8: one that is held while its device is revoked is served nothing', async () => {
    const { ben } = await threeDays();
    const pool = createPool(opened.url, { max: 1 });
    const [reached, release] = [gate(), gate()];
    interceptQuery(pool, async (text, go) => {
      if (text.includes('FROM sync_entry') && text.includes('BETWEEN')) {
        reached.open();
        await release.opened;
      }
      return go();
    });
    const slow = pull(ben, 0, new PostgresTimelineStore({ pool }));
    await reached.opened;
    await opened.store.revokeDevice(ben.userId, ben.deviceId);
    release.open();
    expect(await slow).toEqual({ outcome: 'device-revoked' });
    await pool.end();
  });

  test('O-26: a long read puts the drop off, and holds up no send', async () => {
    const { ann, ben, start, sessionId } = await threeDays();
    const reader = await opened.pool.connect();
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM sync_entry');
    const sends = Array.from({ length: 20 }, () => opened.another().append([message(sessionId, ann.userId)]));
    const [report] = await Promise.all([run(start + lifetimeMs + 2 * DAY_MS), ...sends]);
    expect(report).toMatchObject({ dropped: [], held: 2, retries: 2 });
    const { outcomes } = await opened.store.append([message(sessionId, ann.userId)]);
    expect(outcomes).toMatchObject([{ outcome: 'stored' }]);
    const { rows } = await reader.query<{ n: number }>('SELECT count(*)::int AS n FROM sync_entry');
    expect(rows[0]?.n).toBe(12); // its snapshot is whole
    // what began to leave is out of sight for everybody else, and from the lower end
    expect(await pull(ben, 0)).toMatchObject({ outcome: 'below-floor', floor: 3 });
    expect(await pull(ben, 2)).toMatchObject({ outcome: 'continue', frame: { from: 3 } });
    await reader.query('ROLLBACK');
    reader.release();
    expect((await run(start + lifetimeMs + 2 * DAY_MS)).dropped).toHaveLength(2);
    expect(await pull(ben, 2)).toMatchObject({ outcome: 'below-floor', floor: 5 });
  });

  test('O-26: a purge that is killed leaves nothing that the next one does not finish', async () => {
    const { ben, start } = await threeDays();
    const [first] = await readPartitions(opened.pool);
    await opened.pool.query(`ALTER TABLE sync_entry DETACH PARTITION ${first?.name ?? ''}`);
    expect((await run(start)).dropped).toEqual([first?.name]);
    expect(await pull(ben, 0)).toMatchObject({ outcome: 'below-floor', floor: 3 });
  });

  test('two purges at once are one', async () => {
    const { start } = await threeDays();
    const now = start + lifetimeMs + 3 * DAY_MS;
    const reports = await Promise.all([1, 2, 3].map(() => purge(opened.pool, { lifetimeMs, now, limits })));
    const dropped = reports.flatMap((report) => (report.outcome === 'done' ? report.dropped : []));
    expect(dropped).toHaveLength(3);
    expect(new Set(dropped).size).toBe(3);
  });

  test('the clock goes back: rows are written where their device left off, and stay for their lifetime', async () => {
    const { ben, start, say } = await threeDays(); // the last rows are two days ahead of the clock
    await say(1);
    const { rows } = await opened.pool.query<{ at: Date }>(
      'SELECT created_at AS at FROM sync_entry WHERE device_id = $1 ORDER BY seq',
      [ben.deviceId],
    );
    const times = rows.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBe(start + 2 * DAY_MS);
  });
});

describe('devices that are away', () => {
  test('RT-3, RT-6: fan-out to a device that was not there for a lifetime stops, by the database’s clock', async () => {
    const { ann, ben, say } = await threeDays();
    // a server whose clock is years behind has noted it as seen, and the database knows better
    await opened.pool.query(`UPDATE device SET last_seen_at = now() - interval '9 years'`);
    expect(await run(Date.now())).toMatchObject({ dormant: 0 });
    const ago = (days: number) =>
      opened.pool.query(`UPDATE device SET contact_at = now() - $2 * interval '1 day' WHERE user_id = $1`, [
        ben.userId,
        days,
      ]);
    await ago(29);
    expect(await run(Date.now())).toMatchObject({ dormant: 0 });
    await ago(30);
    expect(await run(Date.now())).toMatchObject({ dormant: 1 });
    const before = [await rowsOf(ann), await rowsOf(ben)];
    await say(10);
    expect([await rowsOf(ann), await rowsOf(ben)]).toEqual([(before[0] ?? 0) + 10, before[1]]);
  });

  test('RT-6: a return waits for the writes that began while the device slept, before its snapshot', async () => {
    const { ann, ben, sessionId } = await threeDays();
    await opened.sleep(ben.userId, ben.deviceId);
    const pool = createPool(opened.url, { max: 1 });
    const [reached, release] = [gate(), gate()];
    intercept(pool, async (text, go) => {
      if (text === 'COMMIT') {
        reached.open();
        await release.opened;
      }
      return go();
    });
    const held = new PostgresTimelineStore({ pool }).append([message(sessionId, ann.userId, 'still open')]);
    await reached.opened;
    // two at once: the second one must not take the first one's half for the whole
    const pages = [1, 2].map(() => opened.store.snapshot({ ...ben, cursor: null, limit: 10 }));
    const waiting = await Promise.race([...pages, statusOf(ben, 'waking')]);
    expect(waiting).toBe('waking');
    release.open();
    await held;
    for (const page of await Promise.all(pages)) {
      if ('outcome' in page) throw new Error(page.outcome);
      expect(page.sessions[0]?.lastMessage?.body).toMatchObject({ text: 'still open' });
      expect(page.checkpoint).toBe(7);
    }
    await pool.end();
  });

  test('RT-7: the rows of a revoked device go at once, and none of another', async () => {
    const { ann, ben, say } = await threeDays();
    await say(1200);
    await opened.store.revokeDevice(ben.userId, ben.deviceId);
    expect(await rowsOf(ben)).toBe(0);
    expect(await rowsOf(ann)).toBe(1206);
    await say(1);
    expect(await rowsOf(ben)).toBe(0);
    expect(await opened.store.revokeDevice(ben.userId, randomUUID())).toEqual({ outcome: 'device-unknown' });
  });
});

/** Resolves when the device's row has this status. */
async function statusOf(device: Device, status: string): Promise<string> {
  for (;;) {
    const { rows } = await opened.pool.query<{ status: string }>('SELECT status FROM device WHERE device_id = $1', [
      device.deviceId,
    ]);
    if (rows[0]?.status === status) return status;
  }
}

/** Comes between a pool's own queries and the database. */
function interceptQuery(
  pool: OpenStore['pool'],
  between: (text: string, go: () => Promise<unknown>) => Promise<unknown>,
) {
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  Object.assign(pool, {
    query: (...args: unknown[]) => {
      const text = args[0] instanceof Object ? String(Reflect.get(args[0], 'text')) : String(args[0]);
      return between(text, () => query(...args));
    },
  });
}
