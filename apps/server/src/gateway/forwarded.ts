import { failure, type Failure } from '@tidemark/protocol';
import { statesOf } from '@tidemark/timeline';
import type { EntryPlace, MessageContent, TimelineStore } from '@tidemark/timeline';

export type Forwarding = { readonly userId: string; readonly sessionId: string; readonly clientId: string };

/**
 * What a message that is passed on says: the text that is in force on it, who said it first and when. Read with the
 * rights of whom passes it on, so that nobody can put words into another's mouth.
 */
export async function forwardedContent(
  store: Pick<TimelineStore, 'history' | 'find'>,
  { userId, ...action }: Forwarding,
  { sessionId, seq }: EntryPlace,
): Promise<MessageContent | Failure> {
  const page = await store.history({ userId, sessionId, anchor: { at: 'around', seq }, limit: 1 });
  const entry = 'outcome' in page ? undefined : page.entries.find((one) => one.seq === seq);
  if ('outcome' in page || entry === undefined) return failure('target-unknown');
  const said = { authorId: entry.authorId, at: entry.at };
  if (entry.body.kind === 'message-recalled') {
    // A retry of what was passed on before still gets its first result, which says from whom it is.
    const found = await store.find({ userId, sessionId: action.sessionId, clientIds: [action.clientId.toLowerCase()] });
    const wasStored = !('outcome' in found) && found.stored.length > 0;
    return wasStored ? { text: '', forwarded: said } : failure('target-recalled');
  }
  if (entry.body.kind !== 'message') return failure('target-unknown');
  const { text, forwarded = said } = entry.body;
  const edited = statesOf(page.changes).get(seq)?.edits.at(-1)?.text;
  return { text: edited ?? text, forwarded };
}
