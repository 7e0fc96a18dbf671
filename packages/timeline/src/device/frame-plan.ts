import type { OutboxItem, SessionRecord } from '../device-store.ts';
import type { Entry, SyncItem } from '../entry.ts';
import type { SyncFrame } from '../pages.ts';
import type { SeqId } from '../seq.ts';
import { appliedTo } from './session-checkpoint.ts';
import { foldItem } from './session-record.ts';

/** What one frame changes in a device's store: planned by pure logic, carried out in one transaction. */
export type FramePlan = {
  readonly records: ReadonlyMap<string, SessionRecord>;
  /** Entries to store. Those of a session that this device cannot show are left out. */
  readonly entries: readonly Entry[];
};

/** What a store has to read before it can plan a frame. */
export type FrameNeeds = {
  readonly sessionIds: readonly string[];
  /** Sessions whose held entries above a SeqId are needed, with the lowest such SeqId. */
  readonly heldAfter: ReadonlyMap<string, SeqId>;
};

/** The items of a frame that the device has not applied yet. */
export function newItems(frame: SyncFrame, checkpoint: SeqId): readonly SyncItem[] {
  return frame.items.filter((item) => item.syncSeq > checkpoint);
}

export function frameNeeds(items: readonly SyncItem[]): FrameNeeds {
  const sessionIds = new Set<string>();
  const heldAfter = new Map<string, SeqId>();
  for (const item of items) {
    const sessionId = item.kind === 'entry' ? item.entry.sessionId : item.sessionId;
    sessionIds.add(sessionId);
    if (item.kind === 'read') {
      heldAfter.set(sessionId, Math.min(item.atSeq, heldAfter.get(sessionId) ?? item.atSeq));
    }
  }
  return { sessionIds: [...sessionIds], heldAfter };
}

/**
 * Folds the new items of a frame over what the store holds.
 * @param known the records of `frameNeeds().sessionIds`, where there are any
 * @param held the held entries of `frameNeeds().heldAfter`, by session, in order
 */
export function planFrame(
  items: readonly SyncItem[],
  known: ReadonlyMap<string, SessionRecord>,
  held: ReadonlyMap<string, readonly Entry[]>,
  selfId: string,
): FramePlan {
  const records = new Map(known);
  const entries: Entry[] = [];
  const heldAfter = (sessionId: string, after: SeqId): readonly Entry[] => {
    const stored = held.get(sessionId) ?? [];
    const fresh = entries.filter((entry) => entry.sessionId === sessionId);
    const seen = new Set(stored.map((entry) => entry.seq));
    return [...stored, ...fresh.filter((entry) => !seen.has(entry.seq))].filter((entry) => entry.seq > after);
  };
  for (const item of items) {
    const sessionId = item.kind === 'entry' ? item.entry.sessionId : item.sessionId;
    const record = foldItem(records.get(sessionId) ?? null, item, selfId, heldAfter);
    if (record === null) continue;
    records.set(sessionId, record);
    if (item.kind === 'entry') entries.push(item.entry);
  }
  return { records, entries };
}

/**
 * True when what the device knows now proves that an outbox action is done with: its entry is applied (by client id,
 * or because the session is known past the SeqId that the server gave it), or the read marker has come that far.
 * @param record the session after the change; null when the device no longer has it
 * @param applied client ids of own entries among what was just applied
 */
export function isSettledBy(
  item: OutboxItem,
  record: SessionRecord | null,
  applied: { has(clientId: string): boolean },
): boolean {
  if (applied.has(item.clientId)) return true;
  if (record === null) return false;
  if (item.action.kind === 'read') return record.readSeq >= item.action.seq;
  return item.state.kind === 'stored' && appliedTo(record) >= item.state.seq;
}

/**
 * True when a queued action is of no use beside one that is added: a read marker of the same session, or another value
 * for the same key of the own data, which may also be one that the server did not take (SPEC OB-4, OD-7).
 */
export function isReplacedBy(
  { sessionId, action, state }: OutboxItem,
  added: Pick<OutboxItem, 'sessionId' | 'action'>,
): boolean {
  if (sessionId !== added.sessionId) return false;
  if (added.action.kind === 'read') return action.kind === 'read' && state.kind === 'queued';
  return (
    added.action.kind === 'set' && action.kind === 'set' && action.key === added.action.key && state.kind !== 'stored'
  );
}
