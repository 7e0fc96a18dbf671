import { appendAction, targetOf } from '../append-action.ts';
import type { Handler } from '../deps.ts';

export const onMessageReact: Handler<'message:react'> = async (deps, connection, request) => {
  const { sessionId, clientId, emoji, on } = request;
  const change = { kind: 'react', ...targetOf(request), emoji, on } as const;
  return appendAction(deps, connection, { sessionId, clientId, change });
};
