import { refusal } from '../../failures.ts';
import type { Handler } from '../deps.ts';

export const onMessageFind: Handler<'message:find'> = async (deps, { who }, { sessionId, clientIds }) => {
  const asked = clientIds.map((clientId) => clientId.toLowerCase());
  const found = await deps.store.find({ userId: who.userId, sessionId, clientIds: asked });
  return 'outcome' in found ? refusal(found.reason) : { ok: true, ...found };
};
