import type { SyncItem } from './entry.ts';

/**
 * A page without the read markers that a later one of the same session in it supersedes (SPEC PG-5): their SeqIds
 * become named holes. A marker replaces all that an earlier one has said, so the law holds: applying what is left comes
 * to the same as applying all, from every checkpoint.
 */
export function compactItems(items: readonly SyncItem[]): readonly SyncItem[] {
  return withoutSuperseded(items, (item) => (item.kind === 'read' ? item.sessionId : null));
}

/**
 * `compactItems` for those who have not looked up yet what their items say.
 * @param markerOf the session whose read marker an item moves; null for any other item
 */
export function withoutSuperseded<Item>(
  items: readonly Item[],
  markerOf: (item: Item) => string | null,
): readonly Item[] {
  const newer = new Set<string>();
  const kept = items.toReversed().filter((item) => {
    const sessionId = markerOf(item);
    if (sessionId === null) return true;
    const isNewest = !newer.has(sessionId);
    newer.add(sessionId);
    return isNewest;
  });
  return kept.toReversed();
}
