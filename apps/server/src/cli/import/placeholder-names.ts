import { LIMITS } from '@tidemark/protocol';
import { storable } from '../../text.ts';
import { DEMO_USERNAMES } from '../shared/demo-usernames.ts';

const { min, max } = LIMITS.usernameChars;
const NUMBERED = 30;
const reserved = new Set<string>(DEMO_USERNAMES);

/** The usernames that someone may get, best first; the last is theirs alone. */
export function usernamesFor(person: { readonly userId: string; readonly name: string }): readonly string[] {
  const base = person.name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '_')
    .replaceAll(/^[._-]+|[._-]+$/g, '');
  const numbered = Array.from({ length: NUMBERED }, (_, at) => withEnding(base || 'user', `_${at + 2}`));
  const whole = base.length < min || reserved.has(base) ? [] : [base.slice(0, max)];
  return [...whole, ...numbered, withEnding(base || 'user', `_${person.userId.replaceAll('-', '').slice(0, 12)}`)];
}

/** A name to show: one line, not longer than names may be, and never empty. */
export function displayNameFor(name: string): string {
  const line = storable(name)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return [...line].slice(0, LIMITS.displayNameChars).join('') || 'Unknown';
}

function withEnding(base: string, ending: string): string {
  return base.slice(0, max - ending.length) + ending;
}
