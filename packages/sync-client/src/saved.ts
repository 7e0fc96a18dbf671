import {
  type DeviceStore,
  type EntryPlace,
  type OutboxItem,
  isHidden,
  isMessage,
  MAX_SEQ,
  messagePrefixes,
  privateSessionOf,
  starredBy,
} from '@tidemark/timeline';
import type { SavedMessage } from './client.ts';
import { hiddenIn, marksIn, ownOf } from './message-marks.ts';

/** What is starred over all sessions, the latest star first; without what was deleted for oneself. */
export async function savedIn(store: DeviceStore): Promise<readonly SavedMessage[]> {
  const outbox = await store.outbox();
  const marks = await marksIn(store, outbox);
  const places = await starsOf(store, outbox);
  const shown = places.filter(({ sessionId, seq }) => !isHidden(hiddenIn(marks, sessionId), seq));
  const saved: SavedMessage[] = [];
  // One after the other: a browser's live query hears of what is read in turn, not of what is read side by side.
  for (const place of shown) {
    const one = await savedAt(store, place);
    if (one) saved.push(one);
  }
  return saved;
}

/** In order of the stars, not of the messages: by the SeqIds of the private session, what waits comes last. */
async function starsOf(store: DeviceStore, outbox: readonly OutboxItem[]): Promise<readonly EntryPlace[]> {
  const prefix = messagePrefixes.stars();
  const order = new Map((await store.own(prefix)).map(({ key, seq }) => [key, seq]));
  const mine = outbox.filter(({ sessionId }) => sessionId === privateSessionOf(store.selfId));
  for (const [at, { action, state }] of mine.entries()) {
    if (action.kind !== 'set' || !action.key.startsWith(prefix)) continue;
    const seq = state.kind === 'stored' ? state.seq : MAX_SEQ - mine.length + at;
    order.set(action.key, Math.max(seq, order.get(action.key) ?? 0));
  }
  const keys = [...(await ownOf(store, prefix, outbox)).keys()];
  return keys
    .sort((a, b) => (order.get(b) ?? 0) - (order.get(a) ?? 0))
    .flatMap((key) => {
      const place = starredBy(key);
      return place === null ? [] : [place];
    });
}

/** Null where the message is no longer there for this user to see. */
async function savedAt(store: DeviceStore, { sessionId, seq }: EntryPlace): Promise<SavedMessage | null> {
  const record = await store.session(sessionId);
  if (record === null || seq < record.visibleFrom || seq > (record.visibleUntil ?? MAX_SEQ)) return null;
  const [entry] = await store.entries(sessionId, seq, seq);
  const [state] = await store.states(sessionId, seq, seq);
  const author = entry?.authorId ? (await store.users([entry.authorId])).get(entry.authorId) : undefined;
  const isThere = entry !== undefined && isMessage(entry);
  const text =
    entry?.body.kind === 'message' && !state?.recalledBy ? (state?.edits.at(-1)?.text ?? entry.body.text) : null;
  return {
    sessionId,
    seq,
    held: isThere,
    at: entry?.at ?? null,
    authorId: entry?.authorId ?? null,
    author: author ?? null,
    text,
  };
}
