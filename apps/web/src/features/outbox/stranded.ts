import type { OutboxItem } from '@tidemark/sync-client';
import type { Unfinished } from '../composer/unfinished.ts';

/** Where on this device another text for something in the outbox is kept while it is written. */
export const OUTBOX_PLACE = 'outbox';

export type Amend = Extract<Unfinished, { kind: 'amend' }>;

/** Another text that was being written for this item, which has not left. */
export function amendOf(kept: Unfinished | null, item: OutboxItem): Amend | null {
  return kept?.kind === 'amend' && kept.clientId === item.clientId && item.state.kind !== 'stored' ? kept : null;
}

/** Another text whose item has left, or was discarded elsewhere, while it was written. */
export function strandedIn(items: readonly OutboxItem[], kept: Unfinished | null): Amend | null {
  return kept?.kind === 'amend' && items.every((item) => amendOf(kept, item) === null) ? kept : null;
}
