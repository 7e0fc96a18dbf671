import { finishChange } from '../change.ts';
import type { Handler } from '../deps.ts';

export const onSessionRename: Handler<'session:rename'> = async (deps, { who }, { sessionId, clientId, title }) =>
  finishChange(
    deps,
    await deps.store.changeSession({
      sessionId,
      actorId: who.userId,
      clientId,
      change: { kind: 'rename', title },
    }),
  );
