import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactItems } from './compaction.ts';
import type { SessionRecord } from './device-store.ts';
import { countsAsUnread, foldItem } from './device/session-record.ts';
import type { Entry, EntryBody, SyncItem } from './entry.ts';
import { ALICE, BOB, sampleEntry, sampleId } from './testing/samples.ts';

/** What happens in one of a few sessions; Alice's device is told of it. */
type Step =
  | { readonly kind: 'message'; readonly by: string }
  | { readonly kind: 'read'; readonly back: number }
  | { readonly kind: 'leave and return' }
  | { readonly kind: 'rename' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('message' as const), by: fc.constantFrom(ALICE, BOB) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('read' as const), back: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'leave and return' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'rename' } as const) },
);
const script = fc.array(fc.record({ session: fc.nat(2), step }), { maxLength: 60 });

/** The sync timeline of Alice's device, its markers counted when it is answered, as a pull does. */
function timelineOf(steps: readonly { readonly session: number; readonly step: Step }[]): readonly SyncItem[] {
  const logs = [0, 1, 2].map((n) => ({ sessionId: sampleId('5', n + 1), entries: [] as Entry[], readSeq: 0, from: 1 }));
  type Log = (typeof logs)[number];
  const items: SyncItem[] = [];
  const add = (log: Log, body: EntryBody, authorId = BOB): void => {
    const entry = sampleEntry(log.entries.length + 1, body, { sessionId: log.sessionId, authorId });
    log.entries.push(entry);
    items.push({ kind: 'entry', syncSeq: items.length + 1, entry });
  };
  for (const log of logs) {
    const memberIds = [ALICE, BOB];
    add(log, { kind: 'session-created', sessionKind: 'group', title: 'Tides', memberIds, mode: 'push' });
    log.readSeq = 1;
  }
  for (const { session, step: now } of steps) {
    const log = logs[session] as Log;
    if (now.kind === 'message') add(log, { kind: 'message', text: 'hello' }, now.by);
    if (now.kind === 'rename') add(log, { kind: 'renamed', title: `${log.entries.length}` });
    if (now.kind === 'read') {
      const readSeq = log.entries.length - now.back;
      if (readSeq <= log.readSeq) continue;
      log.readSeq = readSeq;
      const { sessionId } = log;
      items.push({ kind: 'read', syncSeq: items.length + 1, sessionId, readSeq, unread: 0, atSeq: 0 });
    }
    if (now.kind === 'leave and return') {
      add(log, { kind: 'member-left', memberId: ALICE }, ALICE);
      log.from = log.entries.length + 1;
      const joining = { memberIds: [ALICE], memberCount: 2, sessionKind: 'group', visibleFrom: log.from } as const;
      add(log, { kind: 'members-added', ...joining, title: null, mode: 'push' });
      log.readSeq = log.entries.length;
    }
  }
  return items.map((item) => {
    if (item.kind !== 'read') return item;
    const { entries } = logs.find(({ sessionId }) => sessionId === item.sessionId) as Log;
    const unread = entries.filter(
      (entry) => entry.seq > item.readSeq && countsAsUnread(entry, ALICE, entries.length),
    ).length;
    return { ...item, unread, atSeq: entries.length };
  });
}

type Device = { readonly records: Map<string, SessionRecord>; readonly entries: Entry[] };

function apply({ records, entries }: Device, items: readonly SyncItem[]): Device {
  const next: Device = { records: new Map(records), entries: [...entries] };
  for (const item of items) {
    const sessionId = item.kind === 'entry' ? item.entry.sessionId : item.sessionId;
    const record = foldItem(next.records.get(sessionId) ?? null, item, ALICE, (of, after) =>
      next.entries.filter((entry) => entry.sessionId === of && entry.seq > after),
    );
    if (record) next.records.set(sessionId, record);
    if (item.kind === 'entry') next.entries.push(item.entry);
  }
  return next;
}

describe('compaction', () => {
  it('PG-5: applying a compacted page comes to the same, from every checkpoint and with pages of every size', () => {
    fc.assert(
      fc.property(script, fc.integer({ min: 1, max: 70 }), (steps, size) => {
        const timeline = timelineOf(steps);
        for (let checkpoint = 0; checkpoint <= timeline.length; checkpoint += 1) {
          const start = apply({ records: new Map(), entries: [] }, timeline.slice(0, checkpoint));
          let [plain, compact] = [start, start];
          for (let at = checkpoint; at < timeline.length; at += size) {
            const page = timeline.slice(at, at + size);
            plain = apply(plain, page);
            compact = apply(compact, compactItems(page));
            expect(compact).toEqual(plain);
          }
        }
      }),
    );
  });

  it('PG-5: of the markers of one session the last stays, and of all else everything, in its order', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const timeline = timelineOf(steps);
        const kept = compactItems(timeline);
        expect(compactItems(kept)).toEqual(kept);
        expect(kept.at(-1)).toEqual(timeline.at(-1));
        expect(kept.filter(({ kind }) => kind === 'entry')).toEqual(timeline.filter(({ kind }) => kind === 'entry'));
        const markers = kept.flatMap((item) => (item.kind === 'read' ? [item] : []));
        expect(new Set(markers.map(({ sessionId }) => sessionId)).size).toBe(markers.length);
        for (const { sessionId, readSeq } of markers) {
          const all = timeline.flatMap((item) => (item.kind === 'read' && item.sessionId === sessionId ? [item] : []));
          expect(readSeq).toBe(all.at(-1)?.readSeq);
        }
      }),
    );
  });
});
