import { latestStay, markerOf, parseSeqId } from '@tidemark/timeline';
import type { MarkReadOutcome, SeqId } from '@tidemark/timeline';
import { fanOut } from './fan-out.ts';
import { only, refused } from './outcomes.ts';
import { lockMarker, moveMarker } from './sql/write-user-sessions.ts';
import type { WriteTransaction } from './transaction.ts';
import type { Queryable } from './statement.ts';
import { countAllUnread } from './unread.ts';
import { floorOf, readSights } from './visibility.ts';

/**
 * Moves a read marker forward, up to what the user may see, and tells all their devices. What it tells has no count
 * yet: see `countAfterwards`.
 */
export async function markRead(
  tx: WriteTransaction,
  request: { readonly userId: string; readonly sessionId: string; readonly seq: SeqId },
): Promise<MarkReadOutcome> {
  const { client, epoch } = tx;
  const { userId, sessionId } = request;
  const sight = (await readSights(client, userId, [sessionId])).get(sessionId);
  const stay = sight && latestStay(sight.stays);
  if (!sight || !stay) return refused('session-unknown');
  const marker = only(await lockMarker.run(client, [userId, sessionId]), 'read marker');
  const before = markerOf(parseSeqId(marker.read_seq), stay, sight.floor);
  const readSeq = Math.min(request.seq, sight.last);
  if (readSeq <= before) return { outcome: 'done', epoch, readSeq: before, deliveries: [], sessionDeliveries: [] };

  await moveMarker.run(client, [userId, sessionId, readSeq]);
  const item = { kind: 'read', sessionId, readSeq, unread: 0, atSeq: sight.last } as const;
  const deliveries = await fanOut(tx, [{ item, userIds: [userId] }]);
  return { outcome: 'done', epoch, readSeq, deliveries, sessionDeliveries: [] };
}

/**
 * Counts what is unread after a marker, once its move is committed (SPEC RD-4). Counting before would be wrong for a
 * device that takes a snapshot in between: it would know of entries that neither the count nor its timeline tells of.
 */
export async function countAfterwards(
  on: Queryable,
  request: { readonly userId: string; readonly sessionId: string },
  outcome: MarkReadOutcome,
): Promise<MarkReadOutcome> {
  if (outcome.outcome !== 'done' || outcome.deliveries.length === 0) return outcome;
  const { userId, sessionId } = request;
  const { readSeq } = outcome;
  const sight = (await readSights(on, userId, [sessionId])).get(sessionId);
  const { visible = [], last: atSeq = readSeq } = sight ?? {};
  const [unread = 0] = await countAllUnread(on, userId, [{ sessionId, readSeq, atSeq, visible }]);
  const deliveries = outcome.deliveries.map((delivery) => ({
    ...delivery,
    items: delivery.items.map((item) => (item.kind === 'read' ? { ...item, unread, atSeq, ...floorOf(sight) } : item)),
  }));
  return { ...outcome, deliveries };
}
