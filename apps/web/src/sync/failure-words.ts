import { ERRORS } from '@tidemark/sync-client';

/** Where the protocol speaks to a program, or of a second try that an action at a press of a button does not get. */
const FOR_PEOPLE: Readonly<Record<string, string>> = {
  'session-unknown': 'There is no such chat for you.',
  'not-a-member': 'You are no longer a member of this chat.',
  'too-many-members': 'That is more members than one chat may have.',
  'too-fast': 'Too many actions in a short time. Try again in a moment.',
  unavailable: 'The server did not answer. Try again in a moment.',
  internal: 'The server failed at this. Try again in a moment.',
};

const KNOWN: Readonly<Record<string, { readonly message: string } | undefined>> = ERRORS;

/** A refusal in the words of this client, or null for a code that only a newer server knows. */
export function failureWords(code: string): string | null {
  return FOR_PEOPLE[code] ?? KNOWN[code]?.message ?? null;
}

/** What to tell the user of a failed action: the reason as given, or one honest sentence. */
export function messageOf(cause: unknown): string {
  if (!(cause instanceof Error) || cause.message === '') return 'That did not work. Try again.';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  // A message of its own says more than its code does.
  if (code !== null && KNOWN[code]?.message === cause.message) return failureWords(code) ?? cause.message;
  return cause.message;
}
