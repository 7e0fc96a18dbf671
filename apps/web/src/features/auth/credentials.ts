import { LIMITS } from '@tidemark/sync-client';

/** The shortest password that the server takes for a new account. */
const PASSWORD_CHARS = 8;

/** What is wrong with the form before it is sent, or null. The server has the last word. */
export function checkCredentials(mode: 'sign-in' | 'sign-up', username: string, password: string): string | null {
  const name = username.trim();
  const { min, max } = LIMITS.usernameChars;
  if (name === '') return 'Enter your username.';
  if (mode === 'sign-in') return password === '' ? 'Enter your password.' : null;
  if (name.length < min || name.length > max) return `A username has ${min} to ${max} characters.`;
  if (password.length < PASSWORD_CHARS) return `A password has at least ${PASSWORD_CHARS} characters.`;
  return null;
}
