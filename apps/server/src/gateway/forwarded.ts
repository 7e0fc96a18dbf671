import { failure, type Failure } from '@tidemark/protocol';
import { statesOf } from '@tidemark/timeline';
import type { EntryPlace, MessageContent, TimelineStore } from '@tidemark/timeline';

export type Forwarding = { readonly userId: string; readonly sessionId: string; readonly clientId: string };

type Reads = Pick<TimelineStore, 'history' | 'find'>;

/** What a retry says whose first attempt was stored, and whose source can be read no more: it gets the first result. */
const STORED_BEFORE: MessageContent = { text: '', forwarded: { authorId: null, at: 0 } };

/**
 * What a message that is passed on says: the text that is in force on it, who said it first and when. Read with the
 * rights of whom passes it on, so that nobody can put words into another's mouth.
 */
export async function forwardedContent(
  store: Reads,
  { userId, sessionId, clientId }: Forwarding,
  source: EntryPlace,
): Promise<MessageContent | Failure> {
  const content = await readSource(store, userId, source);
  if (!('ok' in content)) return content;
  const found = await store.find({ userId, sessionId, clientIds: [clientId] });
  const wasStored = !('outcome' in found) && found.stored.length > 0;
  return wasStored ? STORED_BEFORE : content;
}

async function readSource(store: Reads, userId: string, source: EntryPlace): Promise<MessageContent | Failure> {
  const { sessionId, seq } = source;
  const page = await store.history({ userId, sessionId, anchor: { at: 'around', seq }, limit: 1 });
  const entry = 'outcome' in page ? undefined : page.entries.find((one) => one.seq === seq);
  if ('outcome' in page || entry === undefined) return failure('target-unknown');
  if (entry.body.kind === 'message-recalled') return failure('target-recalled');
  if (entry.body.kind !== 'message') return failure('target-unknown');
  const { text, forwarded = { authorId: entry.authorId, at: entry.at } } = entry.body;
  const state = statesOf(page.changes).get(seq);
  // Recalled between the two reads of the page.
  if ((state?.recalledBy ?? null) !== null) return failure('target-recalled');
  return { text: state?.edits.at(-1)?.text ?? text, forwarded };
}
