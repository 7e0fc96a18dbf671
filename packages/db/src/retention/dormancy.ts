import type { Pool } from 'pg';

/** Devices that one statement takes: few row locks at a time, each for a moment. */
const SLICE = 500;

/**
 * Lets devices that were not there for a lifetime go dormant (SPEC RT-6): a mark at the next SeqId ends their sync
 * timeline and the floor rises above it, so no checkpoint of theirs goes on from there; nothing is written to them.
 * Devices that a write holds at the moment are passed over: the next run looks at them again.
 * @returns how many there were
 */
export async function letSleep(pool: Pool, lifetimeMs: number): Promise<number> {
  for (let total = 0; ;) {
    const { rowCount } = await pool.query(
      `WITH unseen AS (
         SELECT user_id, device_id
           FROM device
          WHERE status = 'active' AND contact_at <= now() - $1::float8 * interval '1 millisecond'
          ORDER BY user_id, device_id
          LIMIT $2
            FOR NO KEY UPDATE SKIP LOCKED
       )
       UPDATE device d
          SET status = 'dormant', head_seq = d.head_seq + 1, floor_seq = d.head_seq + 2
         FROM unseen u
        WHERE d.user_id = u.user_id AND d.device_id = u.device_id`,
      [lifetimeMs, SLICE],
    );
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < SLICE) return total;
  }
}
