import { failure } from '@tidemark/protocol';
import { isVisible } from '../../text.ts';
import { finishChange } from '../change.ts';
import type { Handler } from '../deps.ts';

export const onSessionRename: Handler<'session:rename'> = async (deps, { who }, { sessionId, clientId, title }) => {
  if (!isVisible(title)) return failure('bad-request', { detail: 'title: nothing of it can be seen' });
  const change = { kind: 'rename', title } as const;
  return finishChange(deps, await deps.store.changeSession({ sessionId, actorId: who.userId, clientId, change }));
};
