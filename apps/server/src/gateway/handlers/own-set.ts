import { privateSessionOf } from '@tidemark/timeline';
import { appendAction } from '../append-action.ts';
import type { Handler } from '../deps.ts';

/** Only one's own: the session is made of who asks, never of what is asked. */
export const onOwnSet: Handler<'own:set'> = async (deps, connection, { clientId, key, value }) => {
  const sessionId = privateSessionOf(connection.who.userId);
  return appendAction(deps, connection, { sessionId, clientId, set: { key, value } });
};
