// Expired rows leaving with their partition, against DELETE and VACUUM, on a PostgreSQL of its own that waits for the
// disk. By hand: node --import tsx packages/db/bench/purge.ts [rounds]
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { createPool } from '../src/client.ts';
import { startEmbeddedPostgres } from '../src/embedded.ts';
import { migrate } from '../src/migrate.ts';
import { purge } from '../src/retention/purge.ts';
import { ensurePartitions } from '../src/timeline/partitions.ts';

const DAY_MS = 86_400_000;
const LIFETIME_MS = 30 * DAY_MS;
const ROUNDS = Number(process.argv[2] ?? 3);
const DEVICES = 1000;

/** Fills the partition of a day long gone: so many rows, spread over the devices. */
async function fill(pool: Pool, rows: number, at: number): Promise<void> {
  await ensurePartitions(pool, { ahead: 0, at });
  await pool.query(
    `INSERT INTO sync_entry (user_id, device_id, seq, created_at, kind, session_id, entry_seq)
     SELECT md5('u' || d)::uuid, md5('d' || d)::uuid, n, to_timestamp($3::float8 / 1000), 1, md5('s' || n % 100)::uuid, n
       FROM generate_series(1, $1::int) d, generate_series(1, $2::int) n`,
    [DEVICES, rows / DEVICES, at],
  );
  await pool.query('ANALYZE sync_entry');
  await pool.query('CHECKPOINT');
}

async function measure(pool: Pool, act: () => Promise<unknown>): Promise<{ ms: number; walKb: number }> {
  const lsn = async () => (await pool.query<{ at: string }>('SELECT pg_current_wal_lsn() AS at')).rows[0]?.at;
  const from = await lsn();
  const start = performance.now();
  await act();
  const ms = performance.now() - start;
  const { rows } = await pool.query<{ bytes: string }>('SELECT pg_current_wal_lsn() - $1::pg_lsn AS bytes', [from]);
  return { ms, walKb: Number(rows[0]?.bytes) / 1024 };
}

const dataDir = mkdtempSync(path.join(tmpdir(), 'tidemark-bench-'));
chmodSync(dataDir, 0o711);
const server = await startEmbeddedPostgres({ dataDir, database: 'bench' });
try {
  await migrate({ url: server.url });
  const pool = createPool(server.url, { max: 6, statementTimeoutMs: 600_000 });
  await purge(pool, { lifetimeMs: LIFETIME_MS }); // the partitions ahead
  const at = Date.now() - 40 * DAY_MS;
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const rows of [100_000, 1_000_000]) {
      await fill(pool, rows, at);
      const dropped = await measure(pool, () => purge(pool, { lifetimeMs: LIFETIME_MS }));
      await fill(pool, rows, at);
      const deleted = await measure(pool, () =>
        pool.query('DELETE FROM sync_entry WHERE created_at < now() - interval $$30 days$$'),
      );
      const vacuumed = await measure(pool, () => pool.query('VACUUM sync_entry'));
      await purge(pool, { lifetimeMs: LIFETIME_MS });
      const say = ({ ms, walKb }: { ms: number; walKb: number }) => `${ms.toFixed(0)} ms, ${walKb.toFixed(0)} kB WAL`;
      console.log(`round ${round}, ${rows} rows`);
      console.log(`  purge ${say(dropped)} | DELETE ${say(deleted)} | VACUUM ${say(vacuumed)}`);
    }
  }
  await pool.end();
} finally {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
