import { finishChange } from '../change.ts';
import type { Handler } from '../deps.ts';

export const onSessionRemoveMember: Handler<'session:remove-member'> = async (deps, { who }, request) =>
  finishChange(
    deps,
    await deps.store.changeSession({
      sessionId: request.sessionId,
      actorId: who.userId,
      clientId: request.clientId,
      change: { kind: 'remove-member', memberId: request.userId },
    }),
  );
