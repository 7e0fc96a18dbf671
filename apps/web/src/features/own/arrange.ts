import type { SessionListItem } from '@tidemark/sync-client';
import type { Marks } from './keys.ts';

/** The pinned chats first, as they were pinned; the others as they come. */
export function arrange(sessions: readonly SessionListItem[], { pinned }: Marks): readonly SessionListItem[] {
  if (pinned.size === 0) return sessions;
  const above = sessions.filter(({ sessionId }) => pinned.has(sessionId));
  const place = ({ sessionId }: SessionListItem) => pinned.get(sessionId) ?? 0;
  return [
    ...above.toSorted((a, b) => place(b) - place(a)),
    ...sessions.filter(({ sessionId }) => !pinned.has(sessionId)),
  ];
}

/** True for what asks to be read: unread messages, or a mark that one has made. */
export function isUnread({ unread, marked }: SessionListItem): boolean {
  return unread > 0 || marked;
}

/** True for chats whose unread messages count in no title and no badge of the app. */
export function isQuiet(sessionId: string, { muted, archived }: Marks): boolean {
  return muted.has(sessionId) || archived.has(sessionId);
}
