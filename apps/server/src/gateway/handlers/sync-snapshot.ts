import { failure } from '@tidemark/protocol';
import { SNAPSHOT_SESSIONS } from '../../reader/limits.ts';
import type { Handler } from '../deps.ts';

export const onSyncSnapshot: Handler<'sync:snapshot'> = async (deps, { who }, request) => {
  const page = await deps.store.snapshot({
    userId: who.userId,
    deviceId: who.deviceId,
    cursor: request.cursor,
    limit: Math.min(request.limit ?? SNAPSHOT_SESSIONS, SNAPSHOT_SESSIONS),
  });
  return 'outcome' in page ? failure(page.outcome) : { ok: true, ...page };
};
