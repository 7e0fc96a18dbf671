import { describe, expect, it } from 'vitest';
import { addUsernames, parseUsernames } from './usernames.ts';

describe('usernames', () => {
  it('are taken from anything typed or pasted', () => {
    expect(parseUsernames(' @emi, otto;zoe\n kai  ')).toEqual(['emi', 'otto', 'zoe', 'kai']);
    expect(parseUsernames(' ,, @ ')).toEqual([]);
  });

  it('are added once, in the order of typing', () => {
    expect(addUsernames(['emi'], ['otto', 'EMI', 'otto'])).toEqual(['emi', 'otto']);
  });
});
