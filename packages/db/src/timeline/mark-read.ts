import { parseSeqId } from '@tidemark/timeline';
import type { MarkReadOutcome, SeqId } from '@tidemark/timeline';
import { fanOut } from './fan-out.ts';
import { only, refused } from './outcomes.ts';
import { lockMarker, moveMarker } from './sql/write-user-sessions.ts';
import type { WriteTransaction } from './transaction.ts';
import { countAllUnread } from './unread.ts';
import { readSights } from './visibility.ts';

/** Moves a read marker forward, up to what the user may see, and tells all their devices. */
export async function markRead(
  tx: WriteTransaction,
  request: { readonly userId: string; readonly sessionId: string; readonly seq: SeqId },
): Promise<MarkReadOutcome> {
  const { client, epoch } = tx;
  const { userId, sessionId } = request;
  const sight = (await readSights(client, userId, [sessionId])).get(sessionId);
  const visibleHead = sight?.visible.at(-1)?.to;
  if (!sight || visibleHead === undefined) return refused('session-unknown');
  const marker = only(await lockMarker.run(client, [userId, sessionId]), 'read marker');
  const before = parseSeqId(marker.read_seq);
  const readSeq = Math.min(request.seq, visibleHead);
  if (readSeq <= before) return { outcome: 'done', epoch, readSeq: before, deliveries: [] };

  await moveMarker.run(client, [userId, sessionId, readSeq]);
  const question = { sessionId, readSeq, atSeq: visibleHead, visible: sight.visible };
  const [unread = 0] = await countAllUnread(client, userId, [question]);
  const item = { kind: 'read', sessionId, readSeq, unread, atSeq: visibleHead } as const;
  const deliveries = await fanOut(tx, [{ item, userIds: [userId] }]);
  return { outcome: 'done', epoch, readSeq, deliveries };
}
