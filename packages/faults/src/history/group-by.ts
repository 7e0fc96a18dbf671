/** Items by what `read` makes of each: a key, and what is kept of it under that key, in order. */
export function groupBy<Item, T>(
  items: readonly Item[],
  read: (item: Item) => readonly [string, T],
): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const [key, kept] = read(item);
    const group = groups.get(key);
    if (group) group.push(kept);
    else groups.set(key, [kept]);
  }
  return groups;
}
