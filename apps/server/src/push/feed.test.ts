import type { SyncFrame } from '@tidemark/timeline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Feed } from './feed.ts';

function frame(from: number, to: number, head = to): SyncFrame {
  return { epoch: 'e', floor: 1, from, to, head, items: [], users: [] };
}

const spans = (frames: readonly SyncFrame[]) => frames.map(({ from, to }) => [from, to]);

describe('the order of pushes', () => {
  it('holds what comes before the greeting, and drops what the greeting has told already', () => {
    const feed = new Feed();
    expect(feed.offer(frame(3, 4))).toEqual([]);
    expect(feed.offer(frame(5, 5))).toEqual([]);
    expect(feed.waiting).toBe(false);
    expect(spans(feed.open(4))).toEqual([[5, 5]]);
  });

  it('holds a frame until the one before it has come', () => {
    const feed = new Feed();
    feed.open(0);
    expect(feed.offer(frame(3, 3))).toEqual([]);
    expect(feed.waiting).toBe(true);
    expect(spans(feed.offer(frame(1, 2)))).toEqual([
      [1, 2],
      [3, 3],
    ]);
    expect(feed.waiting).toBe(false);
  });

  it('sends on when what is missing does not come', () => {
    const feed = new Feed();
    feed.open(0);
    feed.offer(frame(3, 3));
    feed.offer(frame(6, 6));
    expect(spans(feed.giveUp())).toEqual([[3, 3]]);
    expect(spans(feed.giveUp())).toEqual([[6, 6]]);
    expect(feed.waiting).toBe(false);
    expect(feed.offer(frame(2, 2))).toEqual([]);
  });

  it('goes on after the head of a frame that was cut', () => {
    const feed = new Feed();
    feed.open(0);
    feed.offer(frame(1, 2, 9));
    expect(spans(feed.offer(frame(10, 10)))).toEqual([[10, 10]]);
  });

  it('never sends out of order and never twice, whatever order commits are told in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 30 }).chain((sizes) => {
          let next = 1;
          const frames = sizes.map((size) => frame(next, (next += size) - 1));
          return fc.tuple(fc.shuffledSubarray(frames, { minLength: frames.length }), fc.nat(frames.length));
        }),
        ([frames, opened]) => {
          const feed = new Feed();
          const sent = frames.flatMap((one, index) => [...(index === opened ? feed.open(0) : []), ...feed.offer(one)]);
          if (opened >= frames.length) sent.push(...feed.open(0));
          let last = 0;
          for (const one of sent) {
            expect(one.from).toBe(last + 1);
            last = one.to;
          }
          expect(last).toBe(Math.max(...frames.map(({ to }) => to)));
        },
      ),
    );
  });
});
