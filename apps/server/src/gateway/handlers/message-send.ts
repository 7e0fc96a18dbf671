import { textFailure } from '../../text.ts';
import { appendAction, namedUsers } from '../append-action.ts';
import type { Handler } from '../deps.ts';
import { forwardedContent } from '../forwarded.ts';

export const onMessageSend: Handler<'message:send'> = async (deps, connection, request) => {
  const { sessionId, clientId, text, replyTo, mentions, forwardOf } = request;
  const action = { sessionId, clientId };
  if (forwardOf) {
    const { userId } = connection.who;
    const content = await forwardedContent(deps.store, { ...action, userId }, forwardOf);
    return 'ok' in content ? content : appendAction(deps, connection, { ...action, ...content });
  }
  const refused = textFailure(text);
  if (refused) return refused;
  const answers = replyTo === undefined ? {} : { replyTo };
  return appendAction(deps, connection, { ...action, text, ...answers, ...namedUsers(mentions) });
};
