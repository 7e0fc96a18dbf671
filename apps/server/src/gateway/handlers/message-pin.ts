import { appendAction, targetOf } from '../append-action.ts';
import type { Handler } from '../deps.ts';

export const onMessagePin: Handler<'message:pin'> = async (deps, connection, request) => {
  const { sessionId, clientId, on } = request;
  return appendAction(deps, connection, { sessionId, clientId, change: { kind: 'pin', ...targetOf(request), on } });
};
