import { parseSeqId } from '@tidemark/timeline';
import type { Receipts, ReceiptsRequest, Refused } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { refused } from './outcomes.ts';
import { toStay } from './rows.ts';
import { readReceipts } from './sql/read-receipts.ts';
import { readMembersPage, readStays } from './sql/read-stays.ts';

/** How far the members of a session have got now, in order of joining. */
export async function receipts(pool: Pool, request: ReceiptsRequest): Promise<Receipts | Refused> {
  const { userId, sessionId, mostMembers } = request;
  const own = (await readStays.run(pool, [[sessionId], [userId]])).map(toStay);
  if (own.length === 0) return refused('session-unknown');
  if (!own.some((stay) => stay.untilSeq === null)) return refused('not-a-member');
  const rows = await readMembersPage.run(pool, [sessionId, null, null, mostMembers + 1]);
  if (rows.length > mostMembers) return { receipts: null };
  const ids = rows.map((row) => row.user_id);
  const markers = new Map((await readReceipts.run(pool, [sessionId, ids])).map((row) => [row.user_id, row]));
  return {
    receipts: ids.map((memberId) => {
      const marker = markers.get(memberId);
      const readSeq = parseSeqId(marker?.read_seq ?? '0');
      return { userId: memberId, readSeq, deliveredSeq: Math.max(readSeq, parseSeqId(marker?.delivered_seq ?? '0')) };
    }),
  };
}
