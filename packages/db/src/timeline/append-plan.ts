import {
  asExpired,
  decideChange,
  holds,
  isSameRequest,
  isSet,
  messageBody,
  setBody,
  supersededBy,
  visibleRanges,
} from '@tidemark/timeline';
import type {
  AppendOutcome,
  AppendRequest,
  Entry,
  EntryBody,
  Membership,
  MessageChange,
  RefusedReason,
  SeqId,
} from '@tidemark/timeline';
import { refused, stored } from './outcomes.ts';
import type { Superseding } from './own-sets.ts';

/** What a batch of messages and changes needs to know, read under the locks of its sessions. */
export type AppendFacts = {
  readonly heads: ReadonlyMap<string, SeqId>;
  /** Those of the sessions that are private. */
  readonly privateIds: ReadonlySet<string>;
  /** The lowest SeqId of each session that can still be read. */
  readonly floors: ReadonlyMap<string, SeqId>;
  /** Members of each session now, the authors among them at least. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** By `actionKey`: entries that were stored for these actions before. */
  readonly before: ReadonlyMap<string, Entry>;
  /** By `stayKey`: who was a member once and is not now. */
  readonly formerMembers: ReadonlySet<string>;
  /** By `entryKey`: the entries that changes name. */
  readonly targets: ReadonlyMap<string, Entry>;
  /** By `entryKey`: how often the messages that edits name were edited before. */
  readonly edits: ReadonlyMap<string, number>;
  /** By `stayKey`: the stays of those who change messages. */
  readonly stays: ReadonlyMap<string, readonly Membership[]>;
  /** The time of entries that bring none, in ms. */
  readonly now: number;
};

export type AppendPlan = {
  readonly outcomes: readonly AppendOutcome[];
  /** What is to be stored. Sets that a later one of the batch supersedes say nothing any more. */
  readonly entries: readonly Entry[];
  /** The first set of each key: what is in force under it now goes. */
  readonly superseding: readonly Superseding[];
};

export const actionKey = (sessionId: string, authorId: string, clientId: string): string =>
  `${sessionId} ${authorId} ${clientId}`;
export const stayKey = (sessionId: string, userId: string): string => `${sessionId} ${userId}`;
export const entryKey = (sessionId: string, seq: SeqId): string => `${sessionId} ${seq}`;

/**
 * Decides each request of a batch in its order: a refused one fails alone, and a retry gets the first result, also
 * within one batch. A retry is recognised before rights are looked at: it did happen.
 */
export function planAppend(batch: readonly AppendRequest[], facts: AppendFacts): AppendPlan {
  const entries: Entry[] = [];
  const superseding: Superseding[] = [];
  /** By session and key: where in `entries` the last set of the batch stands. */
  const lastSets = new Map<string, number>();
  const heads = new Map(facts.heads);
  const floorOf = (sessionId: string) => facts.floors.get(sessionId) ?? 1;
  // Whether what has expired has left its row yet makes no difference.
  const known = new Map([...facts.before].map(([key, entry]) => [key, asExpired(entry, floorOf(entry.sessionId))]));
  const targets = new Map(facts.targets);
  const edits = new Map(facts.edits);
  const outcomes = batch.map((request): AppendOutcome => {
    const { sessionId, authorId, clientId } = request;
    const head = heads.get(sessionId);
    const isMember = facts.members.get(sessionId)?.has(authorId) ?? false;
    const hasStayed = isMember || facts.formerMembers.has(stayKey(sessionId, authorId));
    if (head === undefined || !hasStayed) return refused('session-unknown');
    const key = actionKey(sessionId, authorId, clientId);
    const first = known.get(key);
    if (first) return isSameRequest(first.body, request) ? stored(first, true) : refused('client-id-reused');
    if (!isMember) return refused('not-a-member');
    const body = bodyOf(request, facts, { targets, edits });
    if (typeof body === 'string') return refused(body);
    const seq = head + 1;
    const at = request.at === undefined ? facts.now : Math.trunc(request.at);
    const entry: Entry = { sessionId, seq, authorId, clientId, at, body };
    heads.set(sessionId, seq);
    known.set(key, entry);
    targets.set(entryKey(sessionId, seq), entry);
    if (body.kind === 'edited') {
      const edited = entryKey(sessionId, body.target);
      edits.set(edited, (edits.get(edited) ?? 0) + 1);
    }
    if (body.kind === 'recalled') markRecalled(targets, entry, body.target);
    if (isSet(entry)) {
      const setKey = `${sessionId} ${entry.body.key}`;
      const last = entries[lastSets.get(setKey) ?? -1];
      if (last === undefined) superseding.push({ sessionId, key: entry.body.key, by: seq });
      else replaceSet(entries, known, last, seq);
      lastSets.set(setKey, entries.length);
    }
    entries.push(entry);
    return stored(entry, false);
  });
  return { outcomes, entries, superseding };
}

/** A set of the batch that a later one of it supersedes is stored without what it said. */
function replaceSet(entries: Entry[], known: Map<string, Entry>, set: Entry, by: SeqId): void {
  if (!isSet(set)) return;
  const left = supersededBy(set, by);
  entries[entries.indexOf(set)] = left;
  known.set(actionKey(set.sessionId, set.authorId ?? '', set.clientId ?? ''), left);
}

/** What a request becomes in the timeline, or why not (SPEC CH-3, CH-9). */
function bodyOf(
  request: AppendRequest,
  facts: AppendFacts,
  { targets, edits }: Pick<AppendFacts, 'targets' | 'edits'>,
): EntryBody | RefusedReason {
  // The private session holds own data, and no other session does (SPEC OD-1).
  if ('set' in request !== facts.privateIds.has(request.sessionId)) return 'not-allowed';
  if ('set' in request) return setBody(request.set);
  if (!('change' in request)) return messageBody(request);
  const { sessionId, authorId, change } = request;
  const stays = facts.stays.get(stayKey(sessionId, authorId)) ?? [];
  const seq = change.target;
  // Of an open stay everything is visible from its beginning on, what this batch has added too.
  const isVisible = holds(visibleRanges(stays, Number.MAX_SAFE_INTEGER, facts.floors.get(sessionId)), {
    from: seq,
    to: seq,
  });
  const isOwner = stays.some(({ role, untilSeq }) => role === 'owner' && untilSeq === null);
  const key = entryKey(sessionId, seq);
  return decideChange(change, {
    authorId,
    target: targets.get(key),
    isVisible,
    isOwner,
    edits: edits.get(key) ?? 0,
  });
}

/** Later changes of the same batch find the message recalled. */
function markRecalled(targets: Map<string, Entry>, { sessionId, seq: by }: Entry, target: SeqId): void {
  const message = targets.get(entryKey(sessionId, target));
  if (message) targets.set(entryKey(sessionId, target), { ...message, body: { kind: 'message-recalled', by } });
}

/** The changes of a batch, each with its session and author. */
export function changesIn(
  batch: readonly AppendRequest[],
): readonly { readonly sessionId: string; readonly authorId: string; readonly change: MessageChange }[] {
  return batch.flatMap((request) => ('change' in request ? [request] : []));
}
