import { describe, expect, it } from 'vitest';
import { draftsOf, marksOf, ownKeys, themeOf } from './keys.ts';

describe('own data', () => {
  it('reads what was made of chats, and passes over what it does not know', () => {
    const marks = marksOf(
      new Map([
        [ownKeys.pin('a'), '5'],
        [ownKeys.pin('b'), 'first'],
        [ownKeys.mute('a'), 'on'],
        [ownKeys.archive('c'), 'on'],
        [ownKeys.unread('d'), 'on'],
        ['pin:', '1'],
        ['pinned:x', '1'],
        ['star:a:5', 'on'],
      ]),
    );
    expect([...marks.pinned]).toEqual([
      ['a', 5],
      ['b', 0],
    ]);
    expect([[...marks.muted], [...marks.archived]]).toEqual([['a'], ['c']]);
  });

  it('reads drafts by session', () => {
    const values = new Map([
      [ownKeys.draft('a'), 'hello'],
      [ownKeys.draft('b'), ''],
      ['theme', 'dark'],
    ]);
    expect([...draftsOf(values)]).toEqual([['a', 'hello']]);
  });

  it('takes no theme that it does not know', () => {
    expect(themeOf(new Map([['theme', 'dark']]))).toBe('dark');
    expect(themeOf(new Map([['theme', 'sepia']]))).toBeNull();
    expect(themeOf(new Map())).toBeNull();
  });
});
