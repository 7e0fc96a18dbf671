import { describe, expect, it } from 'vitest';
import {
  hiddenOf,
  isHidden,
  messageKeys,
  messagePrefixes,
  NOTHING_HIDDEN,
  runsOf,
  starredBy,
  unreadMarkOf,
  unreadMarkValue,
} from './own-marks.ts';

const a = '0198c0de-0000-7000-8000-000000000001';
const b = '0198c0de-0000-7000-8000-000000000002';

describe('what one makes of messages', () => {
  it('is named by keys that are read as they are made, and by nothing else', () => {
    const place = { sessionId: a, seq: 7 };
    expect(starredBy(messageKeys.star(place))).toEqual(place);
    for (const key of [`star:${a}:`, `star:${a}:x`, `star:${a}:0`, `star:${a}:1:2`, `stars:${a}:1`]) {
      expect(starredBy(key)).toBeNull();
    }
    expect(messageKeys.star(place).startsWith(messagePrefixes.stars(a))).toBe(true);
    expect(messageKeys.hidden(a, { from: 1, to: 2 }, 'act').startsWith(messagePrefixes.hidden(a))).toBe(true);
    expect(messageKeys.unread(a).startsWith(messagePrefixes.unread)).toBe(true);
  });

  it('OD-8: what was deleted for oneself is the union of its runs, whoever named them and in whatever order', () => {
    const named: [string, string][] = [
      [messageKeys.hidden(a, { from: 5, to: 6 }, 'act'), '1'],
      [messageKeys.hidden(a, { from: 6, to: 9 }, 'act'), '4'],
      // Written before acts had ids.
      [`hide:${b}:3-3`, '0'],
      [`hide:${a}:9-5`, '1'],
      [`hide:${a}:x-5`, '1'],
    ];
    const hidden = hiddenOf(new Map(named));
    expect(hidden.get(a)?.ranges).toEqual([{ from: 5, to: 9 }]);
    expect(hiddenOf(new Map(named.toReversed())).get(a)?.ranges).toEqual([{ from: 5, to: 9 }]);
    expect(hidden.get(a)?.runs).toEqual([
      { from: 5, to: 6, others: 1 },
      { from: 6, to: 9, others: 4 },
    ]);
    expect([4, 5, 9, 10].map((seq) => isHidden(hidden.get(a) ?? NOTHING_HIDDEN, seq))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    // Taken back, a run leaves what others have named.
    expect(hiddenOf(new Map(named.slice(1))).get(a)?.ranges).toEqual([{ from: 6, to: 9 }]);
  });

  it('OD-8: one act makes one run of neighbours, with how many are of others', () => {
    expect(runsOf([9, 3, 4, 4, 5, 1], (seq) => seq % 2 === 0)).toEqual([
      { from: 1, to: 1, others: 0 },
      { from: 3, to: 5, others: 1 },
      { from: 9, to: 9, others: 0 },
    ]);
    expect(runsOf([], () => true)).toEqual([]);
  });

  it('OD-9: a mark as unread says from where, how far one had read, and how much that is', () => {
    const mark = { from: 4, read: 9, count: 3 };
    expect(unreadMarkOf(unreadMarkValue(mark))).toEqual(mark);
    for (const value of ['on', '', '9 4 1', '4 9', '4 9 x', '0 9 1', ' 4 9 1']) expect(unreadMarkOf(value)).toBeNull();
  });
});
