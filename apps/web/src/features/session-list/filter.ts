import type { SessionListItem } from '@tidemark/sync-client';

export type SessionFilter = 'all' | 'unread' | 'groups';

/** The sessions whose name (or other member's username) carries every word, of the kind asked for. Order is kept. */
export function filterSessions(
  sessions: readonly SessionListItem[],
  words: string,
  filter: SessionFilter,
): readonly SessionListItem[] {
  const wanted = fold(words)
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (wanted.length === 0 && filter === 'all') return sessions;
  return sessions.filter((session) => {
    if (filter === 'unread' && session.unread === 0) return false;
    if (filter === 'groups' && session.sessionKind !== 'group') return false;
    const text = fold(`${session.name} ${session.peer?.username ?? ''}`);
    return wanted.every((word) => text.includes(word));
  });
}

/** Case and accents do not matter when looking for a name. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}
