import { isSameMessage } from '@tidemark/timeline';
import type { AppendOutcome, AppendRequest, Entry, SeqId } from '@tidemark/timeline';
import { refused, stored } from './outcomes.ts';

/** What a batch of messages needs to know, read under the locks of its sessions. */
export type AppendFacts = {
  readonly heads: ReadonlyMap<string, SeqId>;
  /** Members of each session now, the authors among them at least. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** By `actionKey`: entries that were stored for these actions before. */
  readonly before: ReadonlyMap<string, Entry>;
  /** By `stayKey`: who was a member once and is not now. */
  readonly formerMembers: ReadonlySet<string>;
  /** The time of entries that bring none, in ms. */
  readonly now: number;
};

export type AppendPlan = { readonly outcomes: readonly AppendOutcome[]; readonly entries: readonly Entry[] };

export const actionKey = (sessionId: string, authorId: string, clientId: string): string =>
  `${sessionId} ${authorId} ${clientId}`;
export const stayKey = (sessionId: string, userId: string): string => `${sessionId} ${userId}`;

/**
 * Decides each request of a batch in its order: a refused one fails alone, and a retry gets the first result, also
 * within one batch. A retry is recognised before rights are looked at: it did happen.
 */
export function planAppend(batch: readonly AppendRequest[], facts: AppendFacts): AppendPlan {
  const entries: Entry[] = [];
  const heads = new Map(facts.heads);
  const known = new Map(facts.before);
  const outcomes = batch.map((request): AppendOutcome => {
    const { sessionId, authorId, clientId, text } = request;
    const head = heads.get(sessionId);
    const isMember = facts.members.get(sessionId)?.has(authorId) ?? false;
    const hasStayed = isMember || facts.formerMembers.has(stayKey(sessionId, authorId));
    if (head === undefined || !hasStayed) return refused('session-unknown');
    const key = actionKey(sessionId, authorId, clientId);
    const first = known.get(key);
    if (first) return isSameMessage(first.body, text) ? stored(first, true) : refused('client-id-reused');
    if (!isMember) return refused('not-a-member');
    const seq = head + 1;
    const at = request.at === undefined ? facts.now : Math.trunc(request.at);
    const entry: Entry = { sessionId, seq, authorId, clientId, at, body: { kind: 'message', text } };
    heads.set(sessionId, seq);
    known.set(key, entry);
    entries.push(entry);
    return stored(entry, false);
  });
  return { outcomes, entries };
}
