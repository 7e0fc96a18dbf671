import { describe, expect, it } from 'vitest';
import { progressText, resultText } from './check-words.ts';

const result = (over: Partial<Parameters<typeof resultText>[0]> = {}) =>
  resultText({ checked: 12_345, repaired: 0, lost: 0, resynced: false, ...over });

describe('the words of a check', () => {
  it('AU-9: says that all is well', () => {
    expect(result()).toBe('All 12,345 messages on this device are the server’s.');
    expect(result({ checked: 1 })).toBe('The 1 message on this device is the server’s.');
    expect(result({ checked: 0 })).toBe('This device holds no messages yet.');
  });

  it('AU-9: says what was not, and what is left to do', () => {
    expect(result({ repaired: 1 })).toBe('1 message was repaired.');
    expect(result({ repaired: 3, resynced: true })).toBe('3 messages were repaired. The list of chats was read anew.');
    expect(result({ lost: 1 })).toBe(
      '1 message of yours that the server does not have is marked in its chat: send it again, or discard it.',
    );
    expect(result({ lost: 2 })).toContain('are marked in their chats: send them again, or discard them.');
  });

  it('AU-9: says how far it is', () => {
    expect(progressText({ done: 0, total: 0 })).toBe('Asking the server…');
    expect(progressText({ done: 3_000, total: 12_345 })).toBe('Checked 3,000 of 12,345 messages…');
  });
});
