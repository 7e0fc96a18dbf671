import { describe, expect, it } from 'vitest';
import { freedText, sharesOf } from './storage-words.ts';

describe('DEV-13: storage in words', () => {
  it('names what is kept, in parts that add up', () => {
    const use = { messages: 600, people: 100, outbox: 50, other: 250 };
    const shares = sharesOf({ use, total: 1_000 });
    expect(shares.map(({ name, part }) => [name, part])).toEqual([
      ['Messages', 0.6],
      ['People', 0.1],
      ['Outbox', 0.05],
      ['Other', 0.25],
    ]);
    expect(sharesOf({ use: { messages: 0, people: 0, outbox: 0, other: 0 }, total: 0 })[0]?.part).toBe(0);
  });

  it('says what came of freeing space', () => {
    expect([0, 1, 1_250].map(freedText)).toEqual([
      'There was nothing to take away.',
      '1 message was taken off this device.',
      '1,250 messages were taken off this device.',
    ]);
  });
});
