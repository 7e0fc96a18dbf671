import type { SessionListItem } from '@tidemark/sync-client';

/** What the tab's title and the app's badge count. */
export function totalUnread(sessions: readonly SessionListItem[], isMuted: (sessionId: string) => boolean): number {
  return sessions.reduce((sum, { sessionId, unread }) => sum + (isMuted(sessionId) ? 0 : unread), 0);
}
