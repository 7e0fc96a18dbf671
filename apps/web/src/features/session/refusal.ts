import { ERRORS } from '@tidemark/sync-client';

/** Why the server did not take a message, in words. A code from a newer server is shown as it is. */
export function refusalText(code: string): string {
  const known: Readonly<Record<string, { readonly message: string } | undefined>> = ERRORS;
  return `Not sent. ${known[code]?.message ?? `The server said: ${code}.`}`;
}
