import type { Orphan, OutboxItem, Position } from '../device-store.ts';
import { settledItem } from './amended.ts';
import type { Entry } from '../entry.ts';
import type { MessageState } from '../message-state.ts';
import { isOfMessage } from '../own-marks.ts';

/**
 * Lives of the numbering. A database that is restored from a backup numbers anew what came after it, so what a device
 * holds from before may be something else now. The epoch tells; where it does not (a restored copy that nobody has
 * marked), a sync timeline that ends before the device's own checkpoint does (SPEC DV-13, DV-15).
 */

/** True when a snapshot that ends at `next` cannot be of the life that the device knows. */
export function isNewLife(known: Position | null, next: Position): boolean {
  return known !== null && (known.epoch !== next.epoch || next.checkpoint < known.checkpoint);
}

/**
 * The user's own messages among entries that go with their life of the numbering, with what they say now.
 * @param stateOf what is in force on a message, where anything has changed it
 */
export function orphansIn(
  entries: Iterable<Entry>,
  selfId: string,
  stateOf: (entry: Entry) => MessageState | undefined,
): readonly Orphan[] {
  const orphans: Orphan[] = [];
  for (const entry of entries) {
    const { sessionId, authorId, clientId, at, body } = entry;
    if (authorId === selfId && clientId !== null && body.kind === 'message') {
      const { kind: _, ...content } = body;
      const edit = stateOf(entry)?.edits.at(-1);
      const said = edit ? { text: edit.text, ...(edit.mentions && { mentions: edit.mentions }) } : {};
      orphans.push({ sessionId, clientId, at, ...content, ...said });
    }
  }
  return orphans;
}

/**
 * An outbox action as it goes on in another life of the numbering; null for one that means nothing there. Which of the
 * acknowledged ones the new life has is unknown: messages and changes go again, under their client ids. A SeqId of the
 * old life may be another message now: read markers, and what was made of messages for oneself, go, and a message that
 * was to be passed on is one that is not there (SPEC OB-11).
 */
export function restarted(item: OutboxItem): OutboxItem | null {
  const { action, state } = item;
  if (action.kind === 'read') return null;
  if (action.kind === 'set' && isOfMessage(action.key)) return null;
  if (action.kind === 'send' && action.forwardOf) return settledItem(item, { kind: 'refused', code: 'target-unknown' });
  return state.kind === 'stored' ? { ...item, state: { kind: 'queued' } } : item;
}

/** The refusal of a message that the server had stored once and has no more. */
export const LOST = 'lost';

/** How a message that the server has lost stands in the outbox: marked so, to be sent again or let go (SPEC OB-8). */
export function lostItem({ clientId, sessionId, at, ...content }: Orphan): Omit<OutboxItem, 'order'> {
  const action = { kind: 'send', ...content } as const;
  return { clientId, sessionId, action, createdAt: at, state: { kind: 'refused', code: LOST } };
}

/** What to ask the server about orphans: of one session each, of at most `limit` client ids. */
export function orphanQuestions(
  orphans: readonly Orphan[],
  limit: number,
): readonly { readonly sessionId: string; readonly clientIds: readonly string[] }[] {
  const bySession = new Map<string, string[]>();
  for (const { sessionId, clientId } of orphans) {
    bySession.set(sessionId, [...(bySession.get(sessionId) ?? []), clientId]);
  }
  return [...bySession].flatMap(([sessionId, ids]) =>
    Array.from({ length: Math.ceil(ids.length / limit) }, (_, i) => ({
      sessionId,
      clientIds: ids.slice(i * limit, (i + 1) * limit),
    })),
  );
}
