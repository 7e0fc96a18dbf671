import { describe, expect, it } from 'vitest';
import { ALICE, sampleEntry } from './testing/samples.ts';
import { countUnread } from './unread.ts';

describe('countUnread', () => {
  const entries = [
    sampleEntry(1, { kind: 'renamed', title: 'Ebb' }),
    sampleEntry(2),
    sampleEntry(3, 'mine', { authorId: ALICE }),
    sampleEntry(4),
    sampleEntry(5),
    sampleEntry(6, 'by nobody', { authorId: null }),
  ];
  const ask = { userId: ALICE, readSeq: 0, atSeq: 6, visible: [{ from: 1, to: 6 }] };

  it('RD-1: counts messages of others within (readSeq, atSeq]', () => {
    expect(countUnread(entries, ask)).toBe(4);
    expect(countUnread(entries, { ...ask, readSeq: 2 })).toBe(3);
    expect(countUnread(entries, { ...ask, readSeq: 2, atSeq: 4 })).toBe(1);
    expect(countUnread(entries, { ...ask, readSeq: 6 })).toBe(0);
  });

  it('RD-1: counts nothing that the user may not see', () => {
    const visible = [
      { from: 1, to: 2 },
      { from: 5, to: 5 },
    ];
    expect(countUnread(entries, { ...ask, visible })).toBe(2);
  });
});
