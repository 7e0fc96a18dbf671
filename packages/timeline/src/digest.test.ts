import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NO_DIGEST,
  addDigests,
  digestOf,
  entryHash,
  referenceHash,
  subtractDigest,
  syncDigestOf,
  toDigest,
} from './digest.ts';
import type { Entry, EntryBody } from './entry.ts';
import { ALICE, BOB, createdEntry, sampleEntry, sampleId } from './testing/samples.ts';

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('', '"', '\ud800', '🌊'));
const id = fc.integer({ min: 1, max: 40 }).map((n) => sampleId('b', n));
const seq = fc.integer({ min: 1, max: 2 ** 53 - 1 });
const mode = fc.constantFrom('push' as const, 'pull' as const);
const kind = fc.constantFrom('direct' as const, 'group' as const);
const title = fc.option(text);
const ids = fc.array(id, { maxLength: 4 });
const body: fc.Arbitrary<EntryBody> = fc.oneof(
  fc.record({ kind: fc.constant('message' as const), text }),
  fc.record({ kind: fc.constant('session-created' as const), sessionKind: kind, title, memberIds: ids, mode }),
  fc.record({
    kind: fc.constant('members-added' as const),
    memberIds: ids,
    memberCount: fc.nat(),
    sessionKind: kind,
    title,
    visibleFrom: seq,
    mode,
  }),
  fc.record({ kind: fc.constantFrom('member-removed' as const, 'member-left' as const), memberId: id }),
  fc.record({ kind: fc.constant('renamed' as const), title: text }),
  fc.record({ kind: fc.constant('mode-changed' as const), mode }),
  fc.record({ kind: fc.constant('unknown' as const), raw: fc.record({ kind: fc.constant('poll'), question: text }) }),
);
const entry: fc.Arbitrary<Entry> = fc.record({
  sessionId: id,
  seq,
  authorId: fc.option(id),
  clientId: fc.option(id),
  at: fc.integer({ min: 0, max: 4e12 }),
  body,
});
const different = fc.uniqueArray(entry, { minLength: 2, maxLength: 12, selector: ({ seq: at }) => at });

/** The same value with the fields of every object in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).toReversed();
  return Object.fromEntries(pairs.map(([key, field]) => [key, turned(field)]));
}

describe('digests', () => {
  it('AU-1: two entries that differ in anything have two hashes', () => {
    fc.assert(
      fc.property(entry, entry, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(entryHash(a)).not.toBe(entryHash(b));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['the text', { body: { kind: 'message', text: 'messagE 7' } }],
    ['the author', { authorId: ALICE }],
    ['no author', { authorId: null }],
    ['the client id', { clientId: sampleId('c', 8) }],
    ['the time', { at: 1_700_000_007_001 }],
    ['the SeqId', { seq: 8 }],
    ['the session', { sessionId: sampleId('5', 2) }],
    ['the kind', { body: { kind: 'renamed', title: 'message 7' } }],
  ] as const)('AU-1: changing %s changes the hash', (_what, over) => {
    const original = sampleEntry(7, 'message 7', { authorId: BOB });
    expect(entryHash({ ...original, ...over })).not.toBe(entryHash(original));
  });

  it('AU-1: the digest of an interval is the sum of the digests of its parts', () => {
    fc.assert(
      fc.property(different, fc.nat(), (entries, at) => {
        const [head, tail] = [entries.slice(0, at % entries.length), entries.slice(at % entries.length)];
        expect(addDigests(digestOf(head), digestOf(tail))).toBe(digestOf(entries));
        expect(subtractDigest(digestOf(entries), digestOf(head))).toBe(digestOf(tail));
      }),
    );
    expect(digestOf([])).toBe(NO_DIGEST);
    expect(digestOf([sampleEntry(1)])).toMatch(/^[0-9a-f]{16}$/);
  });

  it('AU-1: a missing entry is told, and so are two whose SeqIds are exchanged', () => {
    fc.assert(
      fc.property(different, (entries) => {
        const [first, second, ...rest] = entries;
        if (!first || !second) return;
        expect(digestOf(entries.slice(1))).not.toBe(digestOf(entries));
        fc.pre(JSON.stringify({ ...first, seq: 0 }) !== JSON.stringify({ ...second, seq: 0 }));
        const exchanged = [{ ...first, seq: second.seq }, { ...second, seq: first.seq }, ...rest];
        expect(digestOf(exchanged)).not.toBe(digestOf(entries));
      }),
    );
  });

  it('AU-1: hashes are spread over all their 64 bits', () => {
    const ones = Array.from({ length: 64 }, () => 0);
    const count = 4_000;
    for (let n = 1; n <= count; n += 1) {
      const hash = entryHash(sampleEntry(n, 'same'));
      for (let bit = 0; bit < 64; bit += 1) ones[bit] = (ones[bit] ?? 0) + Number((hash >> BigInt(bit)) & 1n);
    }
    for (const set of ones) expect(Math.abs(set / count - 0.5)).toBeLessThan(0.05);
  });

  it('AU-2: the order of the fields does not matter, nor fields that another build added', () => {
    fc.assert(
      fc.property(entry, (made) => {
        expect(entryHash(turned(made) as Entry)).toBe(entryHash(made));
        const stored = JSON.parse(JSON.stringify(made)) as Entry;
        expect(entryHash(stored)).toBe(entryHash(made));
        if (made.body.kind === 'unknown') return;
        const added = { ...made, body: { ...made.body, colour: 'blue' }, pinned: true };
        expect(entryHash(added as Entry)).toBe(entryHash(made));
      }),
    );
  });

  it('AU-2: an entry of before there were modes is one of push mode', () => {
    const created = createdEntry();
    const { mode: _mode, ...old } = created.body as Extract<EntryBody, { kind: 'session-created' }>;
    expect(entryHash({ ...created, body: old as EntryBody })).toBe(entryHash(created));
    const pulled = { ...created, body: { ...old, mode: 'pull' as const } };
    expect(entryHash(pulled)).not.toBe(entryHash(created));
  });

  it('AU-2: who does not know a kind comes to the same hash as who does', () => {
    const known = sampleEntry(3, { kind: 'renamed', title: 'Ebb' });
    const unknown = sampleEntry(3, { kind: 'unknown', raw: { title: 'Ebb', kind: 'renamed' } });
    expect(entryHash(unknown)).toBe(entryHash(known));
  });

  it('AU-7: what is told of a sync timeline adds up by reference, without its read markers', () => {
    const entries = [sampleEntry(4), sampleEntry(5)];
    const items = entries.map((told, i) => ({ kind: 'entry' as const, syncSeq: 10 + i, entry: told }));
    const sum = items.reduce((all, item) => all + referenceHash(item.syncSeq, item.entry), 0n);
    expect(syncDigestOf(items)).toBe(toDigest(sum));
    const marker = { kind: 'read', syncSeq: 12, sessionId: entries[0]!.sessionId, readSeq: 4, unread: 0, atSeq: 5 };
    expect(syncDigestOf([...items, marker as never])).toBe(syncDigestOf(items));
    const moved = items.map((item) => ({ ...item, syncSeq: item.syncSeq + 1 }));
    expect(syncDigestOf(moved)).not.toBe(syncDigestOf(items));
  });
});
