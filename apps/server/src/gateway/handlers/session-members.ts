import { LIMITS } from '@tidemark/protocol';
import { refusal } from '../../failures.ts';
import type { Handler } from '../deps.ts';

export const onSessionMembers: Handler<'session:members'> = async (deps, { who }, { sessionId, cursor, limit }) => {
  const page = await deps.store.members({
    userId: who.userId,
    sessionId,
    cursor,
    limit: limit ?? LIMITS.membersPage,
  });
  return 'outcome' in page ? refusal(page.reason) : { ok: true, ...page };
};
