import type { Entry, EntryBody, SyncItem } from '../entry.ts';
import type { FollowAnswer, HistoryPage, SessionFrame, SessionView, SnapshotPage, SyncFrame } from '../pages.ts';
import type { SeqId } from '../seq.ts';

/** Small values for tests: ids that read well, entries and pages with everything else filled in. */

/** A UUID that ends in `n`, of the kind that `family` (one hex digit) tells apart at a glance. */
export function sampleId(family: string, n: number): string {
  return `${family.repeat(8)}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

export const ALICE = sampleId('a', 1);
export const BOB = sampleId('a', 2);
export const SESSION = sampleId('5', 1);
export const EPOCH = 'epoch-1';

export function sampleEntry(seq: SeqId, body: EntryBody | string = `message ${seq}`, over: Partial<Entry> = {}): Entry {
  return {
    sessionId: SESSION,
    seq,
    authorId: BOB,
    clientId: sampleId('c', seq),
    at: 1_700_000_000_000 + seq * 1_000,
    body: typeof body === 'string' ? { kind: 'message', text: body } : body,
    ...over,
  };
}

export function createdEntry(over: Partial<Entry> = {}): Entry {
  return sampleEntry(
    1,
    { kind: 'session-created', sessionKind: 'group', title: 'Tides', memberIds: [ALICE, BOB], mode: 'push' },
    over,
  );
}

/** A frame that proves [from, to] with the given items; items default to entries 1:1 with the sync SeqIds. */
export function sampleFrame(from: SeqId, entries: readonly (Entry | null)[], over: Partial<SyncFrame> = {}): SyncFrame {
  const to = from + entries.length - 1;
  const items = entries.flatMap((entry, i): SyncItem[] =>
    entry === null ? [] : [{ kind: 'entry', syncSeq: from + i, entry }],
  );
  return { epoch: EPOCH, head: to, floor: 1, from, to, items, users: [], ...over };
}

export function sampleView(over: Partial<SessionView> = {}): SessionView {
  return {
    sessionId: SESSION,
    sessionKind: 'group',
    title: 'Tides',
    memberIds: [],
    memberCount: 2,
    visibleFrom: 1,
    visibleUntil: null,
    head: 1,
    readSeq: 1,
    unread: 0,
    lastMessage: null,
    lastEdit: null,
    lastAt: 1_700_000_001_000,
    mode: 'push',
    ...over,
  };
}

export function samplePage(sessions: readonly SessionView[], over: Partial<SnapshotPage> = {}): SnapshotPage {
  return { epoch: EPOCH, head: 0, floor: 1, checkpoint: 0, sessions, users: [], next: null, ...over };
}

export function sampleHistory(entries: readonly Entry[], over: Partial<HistoryPage> = {}): HistoryPage {
  const seqs = entries.map((entry) => entry.seq);
  return {
    sessionId: SESSION,
    epoch: EPOCH,
    head: Math.max(...seqs),
    floor: 1,
    covered: { from: Math.min(...seqs), to: Math.max(...seqs) },
    entries,
    changes: [],
    users: [],
    ...over,
  };
}

/** A frame of a session in pull mode that proves what lies from the first to the last entry. */
export function sampleSessionFrame(entries: readonly Entry[], over: Partial<SessionFrame> = {}): SessionFrame {
  const seqs = entries.map((entry) => entry.seq);
  const [from, to] = [Math.min(...seqs), Math.max(...seqs)];
  return { epoch: EPOCH, sessionId: SESSION, from, to, entries, users: [], ...over };
}

/** An answer of `follow`; what it says is in pull mode is followed. */
export function sampleFollow(moved: readonly SessionView[], over: Partial<FollowAnswer> = {}): FollowAnswer {
  const followed = moved.flatMap(({ sessionId, mode }) => (mode === 'pull' ? [{ sessionId, generation: 0 }] : []));
  return { epoch: EPOCH, moved, followed, users: [], ...over };
}
