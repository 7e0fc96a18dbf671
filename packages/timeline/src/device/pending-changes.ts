import type { OutboxItem } from '../device-store.ts';
import type { ChangeEntry, MessageState } from '../message-state.ts';
import { joinChange, noState } from '../message-state.ts';
import { MAX_SEQ } from '../seq.ts';
import type { SeqId } from '../seq.ts';
import type { MessageChange } from '../timeline-store.ts';

/**
 * What is in force on the messages of one session with what the user did on this device and the server has not
 * confirmed: it shows at once (SPEC CH-8). What is acknowledged has its place in the order, the rest comes last.
 * @param states what is in force without it, by SeqId of the message
 * @param items the outbox of the session, in order
 */
export function withPending(
  states: ReadonlyMap<SeqId, MessageState>,
  items: readonly OutboxItem[],
  selfId: string,
): ReadonlyMap<SeqId, MessageState> {
  const all = new Map(states);
  for (const [at, { action, state, sessionId, createdAt, clientId }] of items.entries()) {
    if (action.kind !== 'change' || state.kind === 'refused') continue;
    const { target } = action.change;
    const seq = state.kind === 'stored' ? state.seq : MAX_SEQ - items.length + at;
    const body = bodyOf(action.change);
    const entry: ChangeEntry = { sessionId, seq, authorId: selfId, clientId, at: createdAt, body };
    all.set(target, joinChange(all.get(target) ?? noState(sessionId, target), entry));
  }
  return all;
}

function bodyOf(change: MessageChange): ChangeEntry['body'] {
  const { target } = change;
  switch (change.kind) {
    case 'edit': {
      const { text, mentions } = change;
      return { kind: 'edited', target, text, ...(mentions ? { mentions } : {}) };
    }
    case 'recall':
      return { kind: 'recalled', target, targetAuthorId: null };
    case 'react':
      return { kind: 'reacted', target, emoji: change.emoji, on: change.on };
    case 'pin':
      return { kind: 'pinned', target, on: change.on };
  }
}
