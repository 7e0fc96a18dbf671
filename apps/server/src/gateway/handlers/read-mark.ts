import { refusal } from '../../failures.ts';
import type { Handler } from '../deps.ts';

export const onReadMark: Handler<'read:mark'> = async (deps, { who }, { sessionId, seq }) => {
  const outcome = await deps.store.markRead({ userId: who.userId, sessionId, seq });
  if (outcome.outcome === 'refused') return refusal(outcome.reason);
  const { readSeq } = outcome;
  deps.publisher.publish(outcome);
  if (outcome.deliveries.length === 0) return { ok: true, readSeq };
  deps.receipts.moved([{ sessionId, userId: who.userId, readSeq, deliveredSeq: readSeq }]);
  return { ok: true, readSeq };
};
