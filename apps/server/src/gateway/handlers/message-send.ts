import { failure } from '@tidemark/protocol';
import { refusal } from '../../failures.ts';
import { textFailure } from '../../text.ts';
import type { Handler } from '../deps.ts';
import { endFor } from '../end-for.ts';

/** Rights are the writer's to ask for, once for a whole batch. */
export const onMessageSend: Handler<'message:send'> = async (deps, connection, { sessionId, clientId, text }) => {
  const refused = textFailure(text);
  if (refused) return refused;
  const { who } = connection;
  const outcome = await deps.writer.append({ sessionId, authorId: who.userId, clientId, text }, who);
  if (outcome.outcome === 'no-right') return endFor(connection, outcome.verdict);
  if (outcome.outcome === 'unavailable') return failure('unavailable');
  if (outcome.outcome === 'refused') return refusal(outcome.reason);
  return { ok: true, entry: outcome.entry };
};
