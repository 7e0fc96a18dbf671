import { LOST } from '@tidemark/sync-client';
import { failureWords } from '../../sync/failure-words.ts';

/** Why the server did not take a message, in words. A code from a newer server is shown as it is. */
export function refusalText(code: string): string {
  if (code === LOST) return 'The server was restored from a backup and no longer has this message.';
  return `Not sent. ${failureWords(code) ?? `The server said: ${code}.`}`;
}
