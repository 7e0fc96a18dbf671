import type { SessionListItem } from '@tidemark/sync-client';

/** Where what is new begins, and how much that is. */
export type Mark = { readonly after: number; readonly count: number };

/**
 * The mark that is drawn from now on: what comes while the page is not in front of anyone is new on return, from where
 * reading had stopped, also once it has been marked as read.
 */
export function nextMark(
  before: Mark | null,
  { unread, unreadAfter: after }: Pick<SessionListItem, 'unread' | 'unreadAfter'>,
  inFront: boolean,
): Mark | null {
  if (inFront || unread === 0) return before;
  return before?.after === after && before.count === unread ? before : { after, count: unread };
}
