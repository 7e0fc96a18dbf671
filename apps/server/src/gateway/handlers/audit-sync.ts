import { failure } from '@tidemark/protocol';
import type { Handler } from '../deps.ts';

export const onAuditSync: Handler<'audit:sync'> = async (deps, { who }, request) => {
  const { userId, deviceId } = who;
  const { outcome } = await deps.store.auditSync({ userId, deviceId, ...request });
  if (outcome === 'device-revoked' || outcome === 'device-unknown') return failure(outcome);
  return { ok: true, outcome };
};
