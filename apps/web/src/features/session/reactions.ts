import type { MessageState } from '@tidemark/sync-client';

/** One emoji on a message, and who put it there. */
export type Reacted = { readonly emoji: string; readonly userIds: readonly string[]; readonly mine: boolean };

/** The emoji that are on a message, the one that came first before the others. */
export function reactedOf(inForce: MessageState | null, selfId: string): readonly Reacted[] {
  const byEmoji = new Map<string, string[]>();
  for (const { emoji, userId, on } of inForce?.reactions ?? []) {
    if (on) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), userId]);
  }
  return [...byEmoji].map(([emoji, userIds]) => ({ emoji, userIds, mine: userIds.includes(selfId) }));
}
