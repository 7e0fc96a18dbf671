import { LOST } from '@tidemark/sync-client';
import { failureWords } from '../../sync/failure-words.ts';

/** Why the server did not take a message, in words. A code from a newer server is shown as it is. */
export function refusalText(code: string): string {
  if (code === LOST) return 'It was sent, but the server does not have it any more.';
  return `Not sent. ${failureWords(code) ?? `The server said: ${code}.`}`;
}
