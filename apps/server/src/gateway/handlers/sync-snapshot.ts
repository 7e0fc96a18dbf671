import { failure, LIMITS } from '@tidemark/protocol';
import type { Handler } from '../deps.ts';

export const onSyncSnapshot: Handler<'sync:snapshot'> = async (deps, { who }, request) => {
  const page = await deps.store.snapshot({
    userId: who.userId,
    deviceId: who.deviceId,
    cursor: request.cursor,
    limit: request.limit ?? LIMITS.snapshotPage,
  });
  return 'outcome' in page ? failure(page.outcome) : { ok: true, ...page };
};
