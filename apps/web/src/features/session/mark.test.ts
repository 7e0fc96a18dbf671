import { describe, expect, it } from 'vitest';
import { nextMark } from './mark.ts';

const some = (unread: number, unreadAfter: number) => ({ unread, unreadAfter });

describe('where what is new begins', () => {
  it('is where reading stopped when the page was left, and stays when all is marked as read on return', () => {
    const away = nextMark(null, some(2, 40), false);
    expect(away).toEqual({ after: 40, count: 2 });
    const more = nextMark(away, some(3, 40), false);
    expect(more).toEqual({ after: 40, count: 3 });
    expect(nextMark(more, some(3, 40), false)).toBe(more);
    expect(nextMark(more, some(3, 40), true)).toBe(more);
    expect(nextMark(more, some(0, 43), true)).toBe(more);
    // Away again: the line stays until there is something newer.
    expect(nextMark(more, some(0, 43), false)).toBe(more);
    expect(nextMark(more, some(1, 43), false)).toEqual({ after: 43, count: 1 });
  });

  it('is not drawn for what comes while one looks', () => {
    expect(nextMark(null, some(1, 40), true)).toBeNull();
    const opened = { after: 3, count: 9 };
    expect(nextMark(opened, some(1, 40), true)).toBe(opened);
  });
});
