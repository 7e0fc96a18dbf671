import type { SyncProgress } from '@tidemark/timeline';
import type { SyncStatus } from '../client.ts';
import type { EndReason } from '../tabs/messages.ts';

/**
 * What the sync pill shows.
 * @param known.online the browser's word, used only while there is no connection
 * @param known.queued messages that wait in the outbox
 * @param known.isStarting no connection was made or missed yet
 */
export function statusOf(
  progress: SyncProgress,
  { online, queued, isStarting }: { readonly online: boolean; readonly queued: number; readonly isStarting: boolean },
): SyncStatus {
  switch (progress.kind) {
    case 'reconnecting':
      if (!online) return { kind: 'offline', queued };
      return isStarting ? { kind: 'starting' } : progress;
    case 'offline':
      return { kind: 'offline', queued };
    case 'ended':
      return endOf(progress.code);
    default:
      return progress;
  }
}

/** The end that a refusal code means. */
export function endOf(code: string): SyncStatus {
  const reason = REASONS[code];
  return reason === undefined ? { kind: 'outdated' } : { kind: 'ended', reason };
}

const REASONS: Readonly<Record<string, EndReason>> = {
  unauthenticated: 'signed-out',
  'device-revoked': 'device-revoked',
  'device-unknown': 'device-unknown',
};
