import { LIMITS } from '@tidemark/protocol';

const { min, max } = LIMITS.usernameChars;
const USERNAME = /^[A-Za-z0-9._-]+$/;

/** Letters, digits, dot, underscore and hyphen, 3 to 32 of them; upper and lower case are the same name. */
export function isUsername(name: string): boolean {
  return name.length >= min && name.length <= max && USERNAME.test(name);
}
