import { LIMITS } from '@tidemark/protocol';
import type { TimelineStore } from '@tidemark/timeline';

/** Everyone who is in a session now, as one of them sees it; empty when that one is not a member. */
export async function currentMembers(
  store: TimelineStore,
  sessionId: string,
  userId: string,
): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  let cursor: string | null = null;
  do {
    const page = await store.members({ userId, sessionId, cursor, limit: LIMITS.membersPage });
    if ('outcome' in page) return present;
    for (const member of page.members) present.add(member.userId);
    cursor = page.next;
  } while (cursor !== null);
  return present;
}
