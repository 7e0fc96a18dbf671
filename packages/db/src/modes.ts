import { nextMode } from '@tidemark/timeline';
import type { SyncMode } from '@tidemark/timeline';
import type { Pool } from 'pg';

/** How a session is synchronized, for its operator. */
export type SessionMode = {
  readonly sessionId: string;
  readonly title: string | null;
  readonly members: number;
  readonly mode: SyncMode;
  /** What the operator has decided; null leaves it to the number of members. */
  readonly override: SyncMode | null;
  /** The mode that it should have by now: another one where the threshold has changed since its last change. */
  readonly due: SyncMode;
};

/** Every session that is not simply in push mode, or should not be, the largest first. Reads all sessions: for commands. */
export async function sessionModes(pool: Pool, threshold: number): Promise<readonly SessionMode[]> {
  const { rows } = await pool.query<{
    session_id: string;
    title: string | null;
    member_count: number;
    mode: SyncMode;
    mode_override: SyncMode | null;
  }>(
    `SELECT session_id, title, member_count, mode, mode_override FROM session
      WHERE mode <> 'push' OR mode_override IS NOT NULL OR member_count > $1
      ORDER BY member_count DESC, session_id`,
    [threshold],
  );
  return rows.map(({ session_id: sessionId, title, member_count: members, mode, mode_override: override }) => {
    const due = nextMode({ mode, members, threshold, override: override ?? undefined });
    return { sessionId, title, members, mode, override, due };
  });
}
