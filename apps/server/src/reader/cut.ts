import { holds, isChange, peopleIn, withoutVoid } from '@tidemark/timeline';
import type {
  Anchor,
  ChangesPage,
  Entry,
  HistoryPage,
  SeqId,
  SyncFrame,
  SyncItem,
  UserProfile,
} from '@tidemark/timeline';
import { peopleOf } from './people.ts';

/** A rough upper size of an item on the wire, in bytes: what it holds besides text is small and bounded. */
function bytesOf(item: SyncItem | Entry): number {
  return Buffer.byteLength(JSON.stringify(item));
}

/** The longest beginning of `items` that fits into `maxBytes`; always at least one. */
export function cutItems<T extends SyncItem | Entry>(items: readonly T[], maxBytes: number): readonly T[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => (bytes += bytesOf(item)) > maxBytes && index > 0);
  return end < 0 ? items : items.slice(0, end);
}

/** Cuts a frame to `maxBytes`: it then proves less, and its head says that there is more. */
export function cutFrame(frame: SyncFrame, maxBytes: number): SyncFrame {
  const items = cutItems(frame.items, maxBytes);
  const next = frame.items[items.length];
  if (!next) return frame;
  return { ...frame, to: next.syncSeq - 1, items, users: keepUsers(frame.users, peopleOf(items)) };
}

/** Cuts a page of a session to `maxBytes`, at the end that lies farther from where the reader asked. */
export function cutHistory(page: HistoryPage, anchor: Anchor, maxBytes: number): HistoryPage {
  const { covered } = page;
  if (!covered || page.entries.length < 2) return page;
  const changeBytes = new Map<SeqId, number>();
  for (const change of page.changes) add(changeBytes, targetOf(change), bytesOf(change));
  const sizes = page.entries.map((entry) => bytesOf(entry) + (changeBytes.get(entry.seq) ?? 0));
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes <= maxBytes) return page;
  let first = 0;
  let last = page.entries.length - 1;
  while (bytes > maxBytes && first < last) {
    const fromStart = dropsFirst(anchor, page.entries[first], page.entries[last]);
    bytes -= sizes[fromStart ? first : last] ?? 0;
    if (fromStart) first += 1;
    else last -= 1;
  }
  const entries = page.entries.slice(first, last + 1);
  const before = page.entries[first - 1];
  const after = page.entries[last + 1];
  const kept = { from: before ? before.seq + 1 : covered.from, to: after ? after.seq - 1 : covered.to };
  // What lies beyond the page now and changes a message in it has to come with it all the same.
  const beyond = [...page.entries.slice(last + 1), ...page.changes];
  const changes = withoutVoid(beyond.filter((entry) => holds([kept], { from: targetOf(entry), to: targetOf(entry) })));
  return {
    ...page,
    covered: kept,
    entries,
    changes,
    users: keepUsers(page.users, peopleIn([...entries, ...changes])),
  };
}

/** Cuts an answer of changes to `maxBytes`: it then reaches less far. */
export function cutChanges(page: ChangesPage, maxBytes: number): ChangesPage {
  const changes = cutItems(page.changes, maxBytes);
  const last = changes.at(-1);
  if (changes.length === page.changes.length || last === undefined) return page;
  return { ...page, to: last.seq, changes, users: keepUsers(page.users, peopleIn(changes)) };
}

/** The message that an entry changes; 0 when it changes none. */
function targetOf(entry: Entry): SeqId {
  return isChange(entry) ? entry.body.target : 0;
}

function add(sums: Map<SeqId, number>, key: SeqId, n: number): void {
  sums.set(key, (sums.get(key) ?? 0) + n);
}

function dropsFirst(anchor: Anchor, first: Entry | undefined, last: Entry | undefined): boolean {
  if (anchor.at === 'after') return false;
  if (anchor.at !== 'around') return true;
  return anchor.seq - (first?.seq ?? anchor.seq) >= (last?.seq ?? anchor.seq) - anchor.seq;
}

function keepUsers(users: readonly UserProfile[], ids: ReadonlySet<string>): readonly UserProfile[] {
  return users.filter((user) => ids.has(user.userId));
}
