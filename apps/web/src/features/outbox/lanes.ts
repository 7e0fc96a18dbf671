import type { OutboxItem } from '@tidemark/sync-client';

/** What waits of one chat, in sending order. */
export type Lane = { readonly sessionId: string; readonly items: readonly OutboxItem[] };

/** The outbox by chat, the one that waits longest first. What the server has stored already waits for nothing. */
export function lanesOf(items: readonly OutboxItem[]): readonly Lane[] {
  const lanes = new Map<string, OutboxItem[]>();
  for (const item of items.toSorted((a, b) => a.order - b.order)) {
    if (item.state.kind === 'stored') continue;
    const lane = lanes.get(item.sessionId);
    if (lane) lane.push(item);
    else lanes.set(item.sessionId, [item]);
  }
  return [...lanes].map(([sessionId, lane]) => ({ sessionId, items: lane }));
}
