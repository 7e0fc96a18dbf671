import type { Delivery, SyncFrame, UserProfile } from '@tidemark/timeline';
import { cutItems } from '../reader/cut.ts';
import { peopleOf } from '../reader/people.ts';

/**
 * The frame that tells a device of a delivery; null for an empty one. A delivery of more than `maxBytes` is cut: the
 * head says that there is more, and the device pulls it.
 */
export function frameOf(
  epoch: string,
  delivery: Delivery,
  profiles: ReadonlyMap<string, UserProfile>,
  maxBytes: number,
): SyncFrame | null {
  const items = cutItems(delivery.items, maxBytes);
  const first = items[0];
  const last = items.at(-1);
  const newest = delivery.items.at(-1);
  if (!first || !last || !newest) return null;
  const users = [...peopleOf(items)].flatMap((id) => profiles.get(id) ?? []);
  return { epoch, head: newest.syncSeq, floor: delivery.floor, from: first.syncSeq, to: last.syncSeq, items, users };
}
