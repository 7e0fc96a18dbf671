import { textFailure } from '../../text.ts';
import { appendAction, namedUsers, targetOf } from '../append-action.ts';
import type { Handler } from '../deps.ts';

export const onMessageEdit: Handler<'message:edit'> = async (deps, connection, request) => {
  const { sessionId, clientId, text, mentions } = request;
  const refused = textFailure(text);
  if (refused) return refused;
  const change = { kind: 'edit', ...targetOf(request), text, ...namedUsers(mentions) } as const;
  return appendAction(deps, connection, { sessionId, clientId, change });
};
