import type { SessionListItem } from '@tidemark/sync-client';
import type { Reached } from '../company/reached.ts';
import type { MessageState } from '../session/rows.ts';

/** How far the last message has got, where it is one's own and stands; null where there is nothing to say. */
export function lastStateOf(session: SessionListItem, reached: Reached, selfId: string): MessageState | null {
  if (session.notSent > 0) return { kind: 'refused', code: '' };
  if (session.pendingPreview !== null) return { kind: 'sending' };
  const last = session.lastMessage;
  if (last === null || last.authorId !== selfId || session.lastText === null) return null;
  if (last.seq <= reached.read) return { kind: 'read' };
  return { kind: last.seq <= reached.delivered ? 'delivered' : 'stored' };
}
