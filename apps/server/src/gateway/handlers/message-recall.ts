import { appendAction, targetOf } from '../append-action.ts';
import type { Handler } from '../deps.ts';

export const onMessageRecall: Handler<'message:recall'> = async (deps, connection, request) => {
  const { sessionId, clientId } = request;
  return appendAction(deps, connection, { sessionId, clientId, change: { kind: 'recall', ...targetOf(request) } });
};
