import { failure } from '@tidemark/protocol';
import type { Handler } from '../deps.ts';

export const onAuditSync: Handler<'audit:sync'> = async (deps, { who }, request) => {
  const { userId, deviceId } = who;
  const { outcome } = await deps.store.auditSync({ userId, deviceId, ...request });
  if (outcome === 'device-revoked' || outcome === 'device-unknown') return failure(outcome);
  if (outcome === 'different') {
    const { base, checkpoint } = request;
    deps.log.warn({ userId, deviceId, base, checkpoint }, 'a device was not told what its sync timeline says');
  }
  return { ok: true, outcome };
};
