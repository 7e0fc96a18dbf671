import { ActionError, ERRORS } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { failureWords, messageOf } from './failure-words.ts';

describe('a failure in words', () => {
  it('speaks of chats, and promises no second try that nobody makes', () => {
    for (const code of Object.keys(ERRORS)) {
      expect(failureWords(code), code).not.toMatch(/session|will be tried again/);
    }
    expect(failureWords('from-a-newer-server')).toBeNull();
  });

  it('keeps a message that is not the protocol’s own', () => {
    const retryable = true;
    expect(messageOf(new ActionError({ code: 'unavailable', message: ERRORS.unavailable.message, retryable }))).toBe(
      'The server did not answer. Try again in a moment.',
    );
    expect(messageOf(new ActionError({ code: 'unavailable', message: 'No connection here.', retryable }))).toBe(
      'No connection here.',
    );
    expect(messageOf('what')).toBe('That did not work. Try again.');
  });
});
