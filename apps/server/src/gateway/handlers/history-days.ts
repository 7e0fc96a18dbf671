import { LIMITS } from '@tidemark/protocol';
import { refusal } from '../../failures.ts';
import type { Handler } from '../deps.ts';

export const onHistoryDays: Handler<'history:days'> = async (deps, { who }, asked) => {
  const days = await deps.store.days({ userId: who.userId, ...asked, limit: LIMITS.daysSeqs });
  if ('outcome' in days) return refusal(days.reason);
  return { ok: true, ...days, days: [...days.days] };
};
