import { describe, expect, it } from 'vitest';
import { refusalText } from './refusal.ts';

describe('why a message is refused, in words', () => {
  it('gives the reason of the server, also one that it does not know', () => {
    expect(refusalText('not-a-member')).toBe('Not sent. You are no longer a member of this chat.');
    expect(refusalText('slow-mode')).toBe('Not sent. The server said: slow-mode.');
  });

  it('AU-6: says of a lost message that it was sent once', () => {
    expect(refusalText('lost')).toMatch(/^It was sent/);
  });
});
