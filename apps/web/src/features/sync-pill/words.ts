import type { SyncStatus } from '@tidemark/sync-client';

export type PillWords = {
  /** What the pill says. */
  readonly text: string;
  /** Cause, number, what is safe. */
  readonly explanation: string;
};

const count = (n: number) => n.toLocaleString('en');

export function pillWords(status: SyncStatus): PillWords {
  switch (status.kind) {
    case 'live':
      return { text: 'Live', explanation: 'Everything is here. New messages arrive as they are written.' };
    case 'catching-up':
      return {
        text: `Catching up ${count(status.done)} / ${count(status.total)}`,
        explanation: `${count(status.done)} of ${count(status.total)} entries applied, in order. You can read and send now.`,
      };
    case 'starting':
      return { text: 'Starting', explanation: 'The connection is being made. You can read and write meanwhile.' };
    case 'reconnecting':
      return {
        text: 'Reconnecting',
        explanation: 'The connection dropped. It is being tried again; what you send is kept and goes out in order.',
      };
    case 'offline':
      return {
        text: `Offline · ${count(status.queued)} queued`,
        explanation:
          status.queued === 0
            ? 'No connection. You can read what this device holds, and write: it goes out when you are back.'
            : `No connection. You can read what this device holds. ${count(status.queued)} ${status.queued === 1 ? 'action waits' : 'actions wait'} on this device and will go out in order.`,
      };
    case 'resyncing':
      return {
        text:
          status.done > 0 ? `Resyncing · ${count(status.done)} ${status.done === 1 ? 'chat' : 'chats'}` : 'Resyncing',
        explanation:
          'This device takes a fresh list of your chats. Nothing is lost; older messages are fetched when you look at them.',
      };
    case 'ended':
      return { text: 'Signed out', explanation: 'This device’s login has ended.' };
    case 'outdated':
      return {
        text: 'Reload needed',
        explanation: 'A newer Tidemark is on the server. Reload to go on; nothing is lost.',
      };
  }
}

/** The state alone: what is said aloud when it changes. How far it has got would be said with every step of it. */
export function stateWords(status: SyncStatus): string {
  switch (status.kind) {
    case 'catching-up':
      return 'Catching up';
    case 'offline':
      return 'Offline';
    case 'resyncing':
      return 'Resyncing: the list of your chats is being fetched';
    default:
      return pillWords(status).text;
  }
}

/** How full the glyph is, 0 to 1. */
export function pillLevel(status: SyncStatus): number {
  if (status.kind === 'live') return 0.76;
  if (status.kind === 'catching-up') return 0.1 + 0.66 * (status.total > 0 ? status.done / status.total : 0);
  if (status.kind === 'resyncing' || status.kind === 'starting') return 0.45;
  return 0.2;
}
