import { describe, expect, it } from 'vitest';
import { further, NOT_REACHED, reachedOf } from './reached.ts';

const of = (userId: string, readSeq: number, deliveredSeq = readSeq) => ({ userId, readSeq, deliveredSeq });

describe('how far messages have got', () => {
  it('is what the first of the others has, and not oneself', () => {
    expect(reachedOf([], 'me')).toEqual(NOT_REACHED);
    expect(reachedOf([of('me', 9)], 'me')).toEqual({ read: 0, delivered: 0 });
    expect(reachedOf([of('me', 9), of('ada', 4, 7), of('bo', 5)], 'me')).toEqual({ read: 5, delivered: 7 });
  });

  it('EP-4: never goes back, and is the same object while it says the same', () => {
    const before = { read: 5, delivered: 7 };
    expect(further(before, NOT_REACHED, 9)).toBe(before);
    expect(further(before, { read: 6, delivered: 6 }, 9)).toEqual({ read: 6, delivered: 7 });
  });

  it('says nothing once the numbering has begun another life', () => {
    expect(further({ read: 50, delivered: 70 }, NOT_REACHED, 9)).toEqual(NOT_REACHED);
    expect(further({ read: 50, delivered: 70 }, { read: 2, delivered: 3 }, 9)).toEqual({ read: 2, delivered: 3 });
  });
});
