import type { SessionListItem } from '@tidemark/sync-client';
import { plainWords } from '../markdown/plain.ts';

/** The second line of a row: who said what last. */
export type Preview = { readonly author: string | null; readonly text: string };

/** One line of text: breaks and runs of blanks become single blanks, and no more than a row can show. */
export function oneLine(text: string, most = 160): string {
  return text
    .slice(0, most * 4)
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, most);
}

/** One line of what a message says, without its markup. */
export function messageLine(text: string, most = 160): string {
  return oneLine(plainWords(text.slice(0, most * 4)), most);
}

export function previewOf(session: SessionListItem, selfId: string): Preview {
  if (session.pendingPreview !== null) return { author: 'You', text: messageLine(session.pendingPreview) };
  const last = session.lastMessage;
  if (!last) {
    return { author: null, text: session.member ? 'No messages yet' : 'You are no longer a member' };
  }
  const author =
    last.authorId === selfId
      ? 'You'
      : session.sessionKind === 'group'
        ? (session.lastAuthor?.displayName ?? null)
        : null;
  return { author, text: session.lastText === null ? 'Message recalled' : messageLine(session.lastText) };
}
