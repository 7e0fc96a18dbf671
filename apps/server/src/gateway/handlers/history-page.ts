import { LIMITS } from '@tidemark/protocol';
import { refusal } from '../../failures.ts';
import { cutHistory } from '../../reader/cut.ts';
import { PAGE_BYTES } from '../../reader/limits.ts';
import type { Handler } from '../deps.ts';

export const onHistoryPage: Handler<'history:page'> = async (deps, { who }, { sessionId, anchor, limit }) => {
  const page = await deps.store.history({
    userId: who.userId,
    sessionId,
    anchor,
    limit: limit ?? LIMITS.historyPage,
  });
  if ('outcome' in page) return refusal(page.reason);
  return { ok: true, ...cutHistory(page, anchor, PAGE_BYTES) };
};
