import { failure } from '@tidemark/protocol';
import { refusal } from '../../failures.ts';
import { textFailure } from '../../text.ts';
import type { Handler } from '../deps.ts';

export const onMessageSend: Handler<'message:send'> = async (deps, { who }, { sessionId, clientId, text }) => {
  const refused = textFailure(text);
  if (refused) return refused;
  const outcome = await deps.writer.append({ sessionId, authorId: who.userId, clientId, text });
  if (outcome.outcome === 'unavailable') return failure('unavailable');
  if (outcome.outcome === 'refused') return refusal(outcome.reason);
  return { ok: true, entry: outcome.entry };
};
