import type { Entry, HistoryPage, SyncFrame } from '@tidemark/timeline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutChanges, cutFrame, cutHistory, cutItems } from './cut.ts';

function entry(seq: number, size: number, authorId = 'a'): Entry {
  return { sessionId: 's', seq, authorId, clientId: null, at: 0, body: { kind: 'message', text: 'x'.repeat(size) } };
}

function page(entries: readonly Entry[], from: number, to: number): HistoryPage {
  const users = ['a', 'b'].map((userId) => ({ userId, username: userId, displayName: userId }));
  return { sessionId: 's', epoch: 'e', head: to, floor: 1, covered: { from, to }, entries, changes: [], users };
}

describe('cutting answers by size', () => {
  it('leaves a frame that fits as it is', () => {
    const items = [1, 2].map((syncSeq) => ({ kind: 'entry', syncSeq, entry: entry(syncSeq, 10) }) as const);
    const frame: SyncFrame = { epoch: 'e', head: 2, floor: 1, from: 1, to: 2, items, users: [] };
    expect(cutFrame(frame, 10_000)).toBe(frame);
  });

  it('cuts a frame before the item that does not fit, and proves no more than what it holds (O-11, O-15)', () => {
    const items = [2, 5, 9].map(
      (syncSeq) => ({ kind: 'entry', syncSeq, entry: entry(syncSeq, 1000, syncSeq === 9 ? 'b' : 'a') }) as const,
    );
    const users = page([], 1, 1).users;
    const frame: SyncFrame = { epoch: 'e', head: 20, floor: 1, from: 1, to: 12, items, users };
    const cut = cutFrame(frame, 2500);
    expect(cut).toMatchObject({ from: 1, to: 8, head: 20 });
    expect(cut.items.map(({ syncSeq }) => syncSeq)).toEqual([2, 5]);
    expect(cut.users.map(({ userId }) => userId)).toEqual(['a']);
  });

  it('always gives at least one item, so that a device gets on', () => {
    const items = [1, 2].map((syncSeq) => ({ kind: 'entry', syncSeq, entry: entry(syncSeq, 5000) }) as const);
    expect(cutItems(items, 10)).toHaveLength(1);
  });

  it.each([
    ['newest', { at: 'newest' } as const, [7, 9], { from: 5, to: 10 }],
    ['before', { at: 'before', seq: 11 } as const, [7, 9], { from: 5, to: 10 }],
    ['after', { at: 'after', seq: 0 } as const, [2, 4], { from: 1, to: 6 }],
    ['around', { at: 'around', seq: 4 } as const, [2, 4], { from: 1, to: 6 }],
  ])('cuts a page of history (%s) at the end that lies farther from the anchor', (_name, anchor, seqs, covered) => {
    const whole = page([entry(2, 1000), entry(4, 1000), entry(7, 1000), entry(9, 1000)], 1, 10);
    const cut = cutHistory(whole, anchor, 2500);
    expect(cut.entries.map(({ seq }) => seq)).toEqual(seqs);
    expect(cut.covered).toEqual(covered);
  });

  it('CH-5: what a cut leaves outside comes along where it changes what is inside', () => {
    const edit = (seq: number, target: number): Entry => ({
      ...entry(seq, 0),
      body: { kind: 'edited', target, text: 'x'.repeat(100) },
    });
    const inside = [entry(1, 500), entry(2, 500), edit(3, 1), entry(4, 1000)];
    const whole = { ...page(inside, 1, 4), changes: [edit(8, 2), edit(9, 4)] };
    const cut = cutHistory(whole, { at: 'after', seq: 0 }, 1500);
    expect(cut.covered).toEqual({ from: 1, to: 2 });
    expect(cut.changes.map(({ seq }) => seq)).toEqual([3, 8]);
  });

  it('CH-6: an answer of changes reaches as far as the last that it holds', () => {
    const changes = [3, 5, 9].map((seq): Entry => {
      return { ...entry(seq, 0), body: { kind: 'edited', target: 1, text: 'x'.repeat(1000) } };
    });
    const answer = { sessionId: 's', epoch: 'e', after: 2, to: 20, changes, users: [] };
    expect(cutChanges(answer, 10_000)).toBe(answer);
    expect(cutChanges(answer, 2500)).toMatchObject({ after: 2, to: 5 });
  });

  it('PG-1: a cut page covers every entry that it holds and none that it does not', () => {
    const anchors = fc.oneof(
      fc.constant({ at: 'newest' } as const),
      fc.record({ at: fc.constantFrom('before', 'after', 'around'), seq: fc.integer({ min: 1, max: 60 }) }),
    );
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(3000)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sizes, anchors, fc.nat(20_000), (parts, anchor, maxBytes) => {
        let seq = 0;
        const whole = page(
          parts.map(([step, size]) => entry((seq += step), size)),
          1,
          60,
        );
        const cut = cutHistory(whole, anchor, maxBytes);
        const covered = cut.covered ?? { from: 1, to: 0 };
        const inside = whole.entries.filter((one) => one.seq >= covered.from && one.seq <= covered.to);
        expect(cut.entries).toEqual(inside);
        expect(cut.entries.length).toBeGreaterThan(0);
        expect(covered.from).toBeGreaterThanOrEqual(1);
        expect(covered.to).toBeLessThanOrEqual(60);
      }),
    );
  });
});
