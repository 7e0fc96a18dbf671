import type { Presence } from '@tidemark/sync-client';
import { clock, daysBetween, listTime, type TimeStyle } from '../../time/format.ts';

/** Who types, in few words; in a direct session there is only one who can. */
export function typingWords(names: readonly string[], group: boolean): string {
  const [first, second] = names;
  if (!group || first === undefined) return 'typing…';
  if (second === undefined) return `${first} is typing…`;
  return names.length === 2 ? `${first} and ${second} are typing…` : `${names.length} are typing…`;
}

/** "online", or when someone was last seen, no finer than it is known; null where nothing is known. */
export function presenceWords(presence: Presence | null, now: number, style: TimeStyle = {}): string | null {
  if (presence === null) return null;
  if (presence.online) return 'online';
  const { lastSeenAt } = presence;
  if (lastSeenAt === null) return null;
  const minutes = Math.floor((now - lastSeenAt) / 60_000);
  if (minutes < 2) return 'last seen just now';
  if (minutes < 60) return `last seen ${minutes} min ago`;
  const days = daysBetween(lastSeenAt, now, style);
  if (days <= 0) return `last seen ${clock(lastSeenAt, style)}`;
  if (days === 1) return `last seen yesterday ${clock(lastSeenAt, style)}`;
  return `last seen ${listTime(lastSeenAt, now, style)}`;
}
