import type { Entry, EntryBody } from './entry.ts';
import type { SeqId } from './seq.ts';

/**
 * What is in force on a message. A join of the changes that name it: per field the highest SeqId wins, and a recall is
 * final, so that changes may come in any order, twice, and by whatever path (SPEC CH-2).
 */
export type MessageState = {
  readonly sessionId: string;
  /** The message. */
  readonly seq: SeqId;
  /** All versions after the first, in SeqId order; the last is in force. None of a recalled message. */
  readonly edits: readonly Edit[];
  /** The SeqId of the recall; null while the message stands. */
  readonly recalledBy: SeqId | null;
  /** By user and emoji, in order of SeqId; those that were taken off are kept, with `on` false. */
  readonly reactions: readonly Reaction[];
  readonly pin: { readonly seq: SeqId; readonly userId: string | null; readonly on: boolean } | null;
};

export type Edit = {
  readonly seq: SeqId;
  readonly at: number;
  readonly text: string;
  readonly mentions?: readonly string[];
};

export type Reaction = {
  readonly seq: SeqId;
  readonly userId: string;
  readonly emoji: string;
  readonly on: boolean;
};

type ChangeBody = Extract<EntryBody, { readonly target: SeqId }>;

/** An entry that changes a message. */
export type ChangeEntry = Entry & { readonly body: ChangeBody };

/** True for an entry that changes a message: no row of its own, not unread, and no news of its session (SPEC CH-1). */
export function isChange(entry: Entry): entry is ChangeEntry {
  return 'target' in entry.body;
}

/** True for what stands in a session as a message, recalled or not. */
export function isMessage({ body }: Entry): boolean {
  return body.kind === 'message' || body.kind === 'message-recalled';
}

export function noState(sessionId: string, seq: SeqId): MessageState {
  return { sessionId, seq, edits: [], recalledBy: null, reactions: [], pin: null };
}

/** Joins one change to the state of the message that it names. */
export function joinChange(state: MessageState, { seq, at, authorId, body }: ChangeEntry): MessageState {
  switch (body.kind) {
    case 'edited': {
      if (state.recalledBy !== null) return state;
      const { text, mentions } = body;
      return { ...state, edits: bySeq(state.edits, { seq, at, text, ...(mentions && { mentions }) }) };
    }
    case 'recalled':
      return { ...state, edits: [], reactions: [], pin: null, recalledBy: Math.min(seq, state.recalledBy ?? seq) };
    case 'edit-recalled':
      return { ...state, edits: [], reactions: [], pin: null, recalledBy: body.by };
    case 'change-expired':
      return state;
    case 'reacted': {
      if (state.recalledBy !== null || authorId === null) return state;
      const { emoji, on } = body;
      const isSame = (other: Reaction) => other.userId === authorId && other.emoji === emoji;
      if (state.reactions.some((other) => isSame(other) && other.seq >= seq)) return state;
      const others = state.reactions.filter((other) => !isSame(other));
      return { ...state, reactions: bySeq(others, { seq, userId: authorId, emoji, on }) };
    }
    case 'pinned': {
      if (state.recalledBy !== null || (state.pin !== null && state.pin.seq >= seq)) return state;
      return { ...state, pin: { seq, userId: authorId, on: body.on } };
    }
  }
}

function bySeq<Item extends { readonly seq: SeqId }>(items: readonly Item[], added: Item): readonly Item[] {
  return [...items.filter((item) => item.seq !== added.seq), added].sort((a, b) => a.seq - b.seq);
}

/** The states of messages, joined from entries in any order; by SeqId of the message. */
export function statesOf(
  entries: Iterable<Entry>,
  known: ReadonlyMap<SeqId, MessageState> = new Map(),
): ReadonlyMap<SeqId, MessageState> {
  const states = new Map(known);
  for (const entry of entries) {
    if (entry.body.kind === 'message-recalled') {
      const state = states.get(entry.seq) ?? noState(entry.sessionId, entry.seq);
      states.set(entry.seq, recalled(state, entry.body.by));
    } else if (isChange(entry) && entry.body.kind !== 'change-expired') {
      const { target } = entry.body;
      states.set(target, joinChange(states.get(target) ?? noState(entry.sessionId, target), entry));
    }
  }
  return states;
}

function recalled(state: MessageState, by: SeqId): MessageState {
  return { ...state, edits: [], reactions: [], pin: null, recalledBy: by };
}

/**
 * What is left of an entry once the message that it is, or is an edit of, was recalled by the entry `by`: who and when,
 * under which client id, and nothing of what was said (SPEC CH-4). The same on the server and on every device.
 */
export function withoutContent(entry: Entry, by: SeqId): Entry {
  const { kind } = entry.body;
  if (kind === 'message') return { ...entry, body: { kind: 'message-recalled', by } };
  if (kind === 'edited') return { ...entry, body: { kind: 'edit-recalled', target: entry.body.target, by } };
  return entry;
}

/** An entry as it is to be stored beside what is known of the messages: without what was recalled. */
export function honourRecalls(entry: Entry, states: ReadonlyMap<SeqId, MessageState>): Entry {
  const { body, seq } = entry;
  const message = body.kind === 'edited' ? body.target : seq;
  const by = states.get(message)?.recalledBy ?? null;
  return by === null ? entry : withoutContent(entry, by);
}

/**
 * Changes without those that a later one among them makes void: what an answer has to bring (SPEC CH-5). Edits all
 * stay: they are the versions of a message.
 * @param changes in SeqId order
 */
export function withoutVoid(changes: readonly Entry[]): readonly Entry[] {
  const seen = new Set<string>();
  const kept = changes.toReversed().filter(({ seq, authorId, body }) => {
    const key =
      body.kind === 'reacted'
        ? `reacted ${body.target} ${authorId} ${body.emoji}`
        : body.kind === 'pinned'
          ? `pinned ${body.target}`
          : `${seq}`;
    const isLast = !seen.has(key);
    seen.add(key);
    return isLast;
  });
  return kept.toReversed();
}
