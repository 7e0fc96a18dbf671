import type { Entry, SeqId, SessionDelivery } from '@tidemark/timeline';
import type { LockedSession } from './locked-session.ts';

/** The end of someone's right to read: the entry that ended it opens a generation. */
export type EndedRight = { readonly userId: string; readonly seq: SeqId };

/**
 * What those who follow a session are told of entries that one commit adds to it: nothing when it was in push mode as
 * the commit began, since nobody follows it then.
 */
export function sessionDelivery(
  session: LockedSession,
  entries: readonly Entry[],
  ended: EndedRight | null = null,
): readonly SessionDelivery[] {
  const { sessionId, mode, generation: was } = session;
  if (mode === 'push' || entries.length === 0) return [];
  const generation = ended?.seq ?? was;
  return [{ sessionId, was, generation, endedFor: ended ? [ended.userId] : [], entries }];
}

/** The same for entries of many sessions, none of which ends a right. */
export function sessionDeliveries(
  sessions: Iterable<LockedSession>,
  entries: readonly Entry[],
): readonly SessionDelivery[] {
  const added = new Map<string, Entry[]>();
  for (const entry of entries) {
    const list = added.get(entry.sessionId);
    if (list) list.push(entry);
    else added.set(entry.sessionId, [entry]);
  }
  return [...sessions].flatMap((session) => sessionDelivery(session, added.get(session.sessionId) ?? []));
}
