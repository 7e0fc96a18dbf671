import type { Companion, CompanionsRequest } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { readCompanions } from './sql/read-companions.ts';
import { readLastSeen } from './sql/devices.ts';

/** Those of the people asked for with whom the user shares the session that was named: two statements, however many. */
export async function companions(pool: Pool, request: CompanionsRequest): Promise<readonly Companion[]> {
  const { userId, asked, mostMembers } = request;
  if (asked.length === 0) return [];
  const rows = await readCompanions.run(pool, [
    userId,
    asked.map((one) => one.sessionId),
    asked.map((one) => one.userId),
    mostMembers,
  ]);
  const ids = rows.map((row) => row.user_id);
  if (ids.length === 0) return [];
  const seen = new Map((await readLastSeen.run(pool, [ids])).map((row) => [row.user_id, row.last_seen_at.getTime()]));
  return ids.map((id) => ({ userId: id, lastSeenAt: seen.get(id) ?? null }));
}
