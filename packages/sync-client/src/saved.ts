import {
  type EntryPlace,
  type OutboxItem,
  type OwnValue,
  type SessionRecord,
  hiddenOf,
  isHidden,
  isMessage,
  MAX_SEQ,
  messagePrefixes,
  NOTHING_HIDDEN,
  starredBy,
  withPending,
} from '@tidemark/timeline';
import type { SavedMessage } from './client.ts';
import { ownWith } from './message-marks.ts';
import type { LiveReads } from './store/zone.ts';

/** What is starred over all sessions, the latest star first; without what was deleted for oneself. */
export async function savedIn(store: LiveReads): Promise<readonly SavedMessage[]> {
  const outbox = await store.outbox();
  const values = await store.own('');
  const records = new Map((await store.sessions()).map((record) => [record.sessionId, record]));
  const hidden = hiddenOf(ownWith(values, messagePrefixes.hidden(), outbox));
  const saved: SavedMessage[] = [];
  for (const place of starsOf(values, outbox)) {
    const record = records.get(place.sessionId);
    const isGone = isHidden(hidden.get(place.sessionId) ?? NOTHING_HIDDEN, place.seq);
    if (record && isSeen(record, place.seq) && !isGone) saved.push(await savedAt(store, place, outbox));
  }
  return saved;
}

/** In order of the stars, not of the messages: by the SeqIds of the private session, what waits comes last. */
function starsOf(values: readonly OwnValue[], outbox: readonly OutboxItem[]): readonly EntryPlace[] {
  const order = new Map(values.map(({ key, seq }) => [key, seq]));
  for (const [at, { action, state }] of outbox.entries()) {
    if (action.kind !== 'set') continue;
    const seq = state.kind === 'stored' ? state.seq : MAX_SEQ - outbox.length + at;
    order.set(action.key, Math.max(seq, order.get(action.key) ?? 0));
  }
  return [...ownWith(values, messagePrefixes.stars(), outbox).keys()]
    .sort((a, b) => (order.get(b) ?? 0) - (order.get(a) ?? 0))
    .flatMap((key) => starredBy(key) ?? []);
}

function isSeen({ visibleFrom, visibleUntil }: SessionRecord, seq: number): boolean {
  return seq >= visibleFrom && seq <= (visibleUntil ?? MAX_SEQ);
}

async function savedAt(
  store: LiveReads,
  { sessionId, seq }: EntryPlace,
  outbox: readonly OutboxItem[],
): Promise<SavedMessage> {
  const [entry] = await store.entries(sessionId, seq, seq);
  const [stored] = await store.states(sessionId, seq, seq);
  const own = outbox.filter((item) => item.sessionId === sessionId);
  const state = withPending(new Map(stored ? [[seq, stored]] : []), own, store.selfId).get(seq);
  const author = entry?.authorId ? (await store.users([entry.authorId])).get(entry.authorId) : undefined;
  const message = entry?.body.kind === 'message' && !state?.recalledBy ? entry.body : null;
  return {
    sessionId,
    seq,
    held: entry !== undefined && isMessage(entry),
    at: entry?.at ?? null,
    authorId: entry?.authorId ?? null,
    author: author ?? null,
    text: message && (state?.edits.at(-1)?.text ?? message.text),
  };
}
