import type { AuditProgress, AuditResult } from '@tidemark/sync-client';

const count = (n: number): string => n.toLocaleString('en');
const messages = (n: number): string => (n === 1 ? '1 message' : `${count(n)} messages`);

/** How far the check of this device is. */
export function progressText({ done, total }: AuditProgress): string {
  return total === 0 ? 'Asking the server…' : `Checked ${count(done)} of ${messages(total)}…`;
}

/** What the check of this device came to: the bad news, or that there is none. */
export function resultText({ checked, repaired, lost, resynced }: AuditResult): string {
  const news = [
    ...(repaired > 0 ? [`${messages(repaired)} ${repaired === 1 ? 'was' : 'were'} repaired.`] : []),
    ...(lost > 0 ? [lostText(lost)] : []),
    ...(resynced ? ['The list of chats was read anew.'] : []),
  ];
  if (news.length > 0) return news.join(' ');
  if (checked === 0) return 'This device holds no messages yet.';
  return checked === 1
    ? 'The 1 message on this device is the server’s.'
    : `All ${messages(checked)} on this device are the server’s.`;
}

function lostText(lost: number): string {
  const theirs = lost === 1 ? 'is marked in its chat: send it' : 'are marked in their chats: send them';
  return `${messages(lost)} of yours that the server does not have ${theirs} again, or discard ${lost === 1 ? 'it' : 'them'}.`;
}
