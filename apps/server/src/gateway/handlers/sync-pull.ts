import { failure, LIMITS } from '@tidemark/protocol';
import { cutFrame } from '../../reader/cut.ts';
import { PAGE_BYTES } from '../../reader/limits.ts';
import type { Handler } from '../deps.ts';

export const onSyncPull: Handler<'sync:pull'> = async (deps, { who }, request) => {
  const answer = await deps.store.pull({
    userId: who.userId,
    deviceId: who.deviceId,
    epoch: request.epoch,
    checkpoint: request.checkpoint,
    limit: request.limit ?? LIMITS.pullPage,
    maxBacklog: request.maxBacklog,
  });
  switch (answer.outcome) {
    case 'continue':
      return { ok: true, outcome: 'continue', frame: cutFrame(answer.frame, PAGE_BYTES) };
    case 'up-to-date':
    case 'too-far':
    case 'below-floor':
    case 'other-epoch':
      return { ok: true, ...answer };
    case 'device-revoked':
    case 'device-unknown':
      return failure(answer.outcome);
  }
};
