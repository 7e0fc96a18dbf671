import fc from 'fast-check';
import { LIMITS } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { isUsername } from '../../identity/usernames.ts';
import { displayNameFor, usernamesFor } from './placeholder-names.ts';

const userId = '01234567-89ab-8cde-8f01-23456789abcd';

test.each([
  ['ada', 'ada'],
  ['Ada Lovelace', 'ada_lovelace'],
  ['bo', 'bo_2'],
  ['alice', 'alice_2'],
  ['Zoë', 'zoe'],
  ['王', 'user_2'],
])('%s is first offered the username %s', (name, username) => {
  expect(usernamesFor({ userId, name })[0]).toBe(username);
});

test('every username offered is a valid one in lower case, and the last is nobody else’s', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => {
      const offered = usernamesFor({ userId, name });
      for (const username of offered) {
        expect(isUsername(username)).toBe(true);
        expect(username).toBe(username.toLowerCase());
      }
      expect(new Set(offered).size).toBe(offered.length);
      expect(offered.at(-1)).toMatch(/_0123456789ab$/);
    }),
  );
});

test('a name to show is one line, bounded, and never empty', () => {
  expect(displayNameFor('Ada\n\u202eecila')).toBe('Ada ecila');
  expect(displayNameFor(' \u200b ')).toBe('Unknown');
  expect(displayNameFor('👋'.repeat(100))).toBe('👋'.repeat(LIMITS.displayNameChars));
});
