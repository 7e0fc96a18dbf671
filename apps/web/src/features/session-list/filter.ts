import type { SessionListItem } from '@tidemark/sync-client';
import { isUnread } from '../own/arrange.ts';
import type { Marks } from '../own/keys.ts';

export const SESSION_FILTERS = ['all', 'unread', 'groups', 'archived'] as const;
export type SessionFilter = (typeof SESSION_FILTERS)[number];

/** What is asked of the list. */
export type Choice = {
  readonly words: string;
  readonly filter: SessionFilter;
  /** The session that is open beside the list, or null. */
  readonly openId: string | null;
};

/**
 * The sessions whose name (or other member's username) carries every word, of the kind asked for. What is archived is
 * found under its own name, and by words. What one reads stays among the unread until one leaves it. Order is kept.
 */
export function filterSessions(
  sessions: readonly SessionListItem[],
  { words, filter, openId }: Choice,
  marks: Marks,
): readonly SessionListItem[] {
  const wanted = fold(words)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return sessions.filter((session) => {
    const isArchived = marks.archived.has(session.sessionId);
    if (filter === 'archived' ? !isArchived : isArchived && wanted.length === 0) return false;
    if (filter === 'unread' && !isUnread(session) && session.sessionId !== openId) return false;
    if (filter === 'groups' && session.sessionKind !== 'group') return false;
    const text = fold(`${session.name} ${session.peer?.username ?? ''}`);
    return wanted.every((word) => text.includes(word));
  });
}

/** Case and accents do not matter when looking for a name. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}
