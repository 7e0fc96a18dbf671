import { refusal } from '../../failures.ts';
import type { Handler } from '../deps.ts';

export const onReadMark: Handler<'read:mark'> = async (deps, { who }, { sessionId, seq }) => {
  const outcome = await deps.store.markRead({ userId: who.userId, sessionId, seq });
  if (outcome.outcome === 'refused') return refusal(outcome.reason);
  deps.publisher.publish(outcome);
  return { ok: true, readSeq: outcome.readSeq };
};
