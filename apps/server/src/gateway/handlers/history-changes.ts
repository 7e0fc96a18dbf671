import { LIMITS } from '@tidemark/protocol';
import { refusal } from '../../failures.ts';
import { cutChanges } from '../../reader/cut.ts';
import { PAGE_BYTES } from '../../reader/limits.ts';
import type { Handler } from '../deps.ts';

export const onHistoryChanges: Handler<'history:changes'> = async (deps, { who }, { sessionId, after, limit }) => {
  const page = await deps.store.changes({ userId: who.userId, sessionId, after, limit: limit ?? LIMITS.changesPage });
  return 'outcome' in page ? refusal(page.reason) : { ok: true, ...cutChanges(page, PAGE_BYTES) };
};
