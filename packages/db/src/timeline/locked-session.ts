import { parseSeqId } from '@tidemark/timeline';
import type { SeqId, SessionKind, SyncMode } from '@tidemark/timeline';
import type { PoolClient } from 'pg';
import { lockSessions } from './sql/lock-sessions.ts';

/** A session as it stands under the lock of its row. */
export type LockedSession = {
  readonly sessionId: string;
  readonly sessionKind: SessionKind;
  readonly title: string | null;
  readonly history: 'all' | 'joined';
  readonly head: SeqId;
  readonly memberCount: number;
  readonly mode: SyncMode;
  /** The operator's decision on the mode; null = by the number of members. */
  readonly modeOverride: SyncMode | null;
  /** The SeqId of the last entry that took someone's right to read. */
  readonly generation: SeqId;
  /** The lowest SeqId that can still be read. */
  readonly floor: SeqId;
};

/** Locks the sessions that exist, in order of id. */
export async function lock(client: PoolClient, sessionIds: readonly string[]): Promise<readonly LockedSession[]> {
  const rows = await lockSessions.run(client, [sessionIds]);
  return rows.map((row) => ({
    sessionId: row.session_id,
    sessionKind: row.kind,
    title: row.title,
    history: row.history,
    head: parseSeqId(row.head_seq),
    memberCount: row.member_count,
    mode: row.mode,
    modeOverride: row.mode_override,
    generation: parseSeqId(row.generation),
    floor: parseSeqId(row.floor_seq),
  }));
}
