import { textFailure } from '../../text.ts';
import { appendAction, namedUsers } from '../append-action.ts';
import type { Handler } from '../deps.ts';
import { endFor } from '../end-for.ts';
import { forwardedContent } from '../forwarded.ts';

export const onMessageSend: Handler<'message:send'> = async (deps, connection, request) => {
  const { sessionId, clientId, text, replyTo, mentions, forwardOf } = request;
  const action = { sessionId, clientId };
  if (forwardOf) {
    // Reads before the writer asks for rights, so asks for them itself.
    const verdict = await deps.rights.check(connection.who);
    if (verdict !== 'may') return endFor(connection, verdict);
    const { userId } = connection.who;
    const source = { ...forwardOf, sessionId: forwardOf.sessionId.toLowerCase() };
    const content = await forwardedContent(deps.store, { ...action, userId }, source);
    return 'ok' in content ? content : appendAction(deps, connection, { ...action, ...content });
  }
  const refused = textFailure(text);
  if (refused) return refused;
  const answers = replyTo === undefined ? {} : { replyTo };
  return appendAction(deps, connection, { ...action, text, ...answers, ...namedUsers(mentions) });
};
