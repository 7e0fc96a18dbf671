import { randomUUID } from 'node:crypto';
import type { UserProfile } from '@tidemark/timeline';
import type { TimelineStoreFixture } from '@tidemark/timeline/testing';
import type { Pool } from 'pg';
import { createPool } from '../../src/client.ts';
import { letSleep } from '../../src/retention/dormancy.ts';
import { createTestDatabase } from '../../src/testing/index.ts';
import { PostgresTimelineStore } from '../../src/timeline/postgres-timeline-store.ts';

export type OpenStore = TimelineStoreFixture & {
  readonly store: PostgresTimelineStore;
  readonly pool: Pool;
  readonly url: string;
  /** Another store on the same database with connections of its own, as a second process has. */
  another(): PostgresTimelineStore;
};

/** A PostgreSQL store in a database of its own, with what the contract wants around it. */
export async function openStore(options: { readonly maxMembers?: number } = {}): Promise<OpenStore> {
  const database = await createTestDatabase();
  const pools: Pool[] = [];
  const connect = () => {
    const pool = createPool(database.url, { max: 8 });
    pools.push(pool);
    return pool;
  };
  const pool = connect();
  return {
    store: new PostgresTimelineStore({ pool, ...options }),
    pool,
    url: database.url,
    another: () => new PostgresTimelineStore({ pool: connect(), ...options }),
    newId: () => randomUUID(),
    addUsers: (users) => addUsers(pool, users),
    now: async () => Date.now(),
    purgeSync: (userId, deviceId, floor) => purgeSync(pool, userId, deviceId, floor),
    sleep: (userId, deviceId) => sleep(pool, userId, deviceId),
    breakFanOut: async () => {
      await pool.query('ALTER TABLE sync_entry ADD CONSTRAINT broken CHECK (seq < 0) NOT VALID');
      return async () => {
        await pool.query('ALTER TABLE sync_entry DROP CONSTRAINT broken');
      };
    },
    close: async () => {
      await Promise.all(pools.map((each) => each.end()));
      await database.drop();
    },
  };
}

export async function addUsers(pool: Pool, users: readonly UserProfile[]): Promise<void> {
  await pool.query(
    `INSERT INTO "user" (id, username, name, email)
     SELECT t.id, t.username, t.name, t.id || '@example.org'
       FROM unnest($1::uuid[], $2::text[], $3::text[]) AS t (id, username, name)`,
    [users.map((user) => user.userId), users.map((user) => user.username), users.map((user) => user.displayName)],
  );
}

async function purgeSync(pool: Pool, userId: string, deviceId: string, floor: number): Promise<void> {
  await pool.query(
    `UPDATE device SET floor_seq = least(greatest(floor_seq, $3::bigint), head_seq + 1) WHERE user_id = $1 AND device_id = $2`,
    [userId, deviceId, floor],
  );
  await pool.query(
    `DELETE FROM sync_entry s USING device d
      WHERE s.user_id = $1 AND s.device_id = $2 AND d.user_id = $1 AND d.device_id = $2 AND s.seq < d.floor_seq`,
    [userId, deviceId],
  );
}

/** As if the device had not been there for long; the others are not touched. */
async function sleep(pool: Pool, userId: string, deviceId: string): Promise<void> {
  await pool.query(`UPDATE device SET contact_at = now() - interval '40 days' WHERE user_id = $1 AND device_id = $2`, [
    userId,
    deviceId,
  ]);
  await letSleep(pool, 30 * 86_400_000);
}
