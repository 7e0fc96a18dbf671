import { peopleIn } from '@tidemark/timeline';
import type { SyncItem } from '@tidemark/timeline';

/** The ids of the people that items name: authors, and members in what happened. */
export function peopleOf(items: readonly SyncItem[]): ReadonlySet<string> {
  return peopleIn(items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : [])));
}
