import { refusal } from '../../failures.ts';
import type { Handler } from '../deps.ts';

export const onAuditSession: Handler<'audit:session'> = async (deps, { who }, { sessionId, ranges }) => {
  const answer = await deps.store.digests({ userId: who.userId, sessionId, ranges });
  return 'outcome' in answer ? refusal(answer.reason) : { ok: true, ...answer };
};
