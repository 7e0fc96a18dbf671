import type { OutboxItem } from '../device-store.ts';
import type { Entry } from '../entry.ts';

/**
 * An own message may have reached the server before its text was changed in the outbox: then what was written last is an
 * edit of what is stored (SPEC OB-10).
 * @param entry as the server has stored it
 * @returns the item in the place of `item`; null where what is stored is what was written last
 */
export function editOfAmended(item: OutboxItem, entry: Entry): OutboxItem | null {
  const { action, clientId } = item;
  if (action.kind !== 'send' || !item.amended || entry.clientId !== clientId || entry.body.kind !== 'message')
    return null;
  const { text, mentions } = action;
  if (entry.body.text === text) return null;
  const change = {
    kind: 'edit',
    target: entry.seq,
    targetClientId: clientId,
    text,
    ...(mentions && { mentions }),
  } as const;
  const { amended: _, ...rest } = item;
  return { ...rest, clientId: nextClientId(clientId), action: { kind: 'change', change }, state: { kind: 'queued' } };
}

/** The client id of what follows from an action: the same one, however often and in whichever tab it is made. */
function nextClientId(clientId: string): string {
  const last = Number.parseInt(clientId.slice(-1), 16);
  return `${clientId.slice(0, -1)}${(last ^ 1).toString(16)}`;
}

/** What was said of a message that its reader may not see any more leaves an action that passes it on (SPEC CH-4). */
const GONE: ReadonlySet<string> = new Set(['target-recalled', 'target-unknown']);

/** An action once the server has answered. */
export function settledItem(item: OutboxItem, state: Exclude<OutboxItem['state'], { kind: 'queued' }>): OutboxItem {
  const { action } = item;
  const isGone = state.kind === 'refused' && GONE.has(state.code);
  if (!isGone || action.kind !== 'send' || !action.forwardOf) return { ...item, state };
  return { ...item, action: { ...action, text: '' }, state };
}
