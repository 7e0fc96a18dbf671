import type { SyncStatus } from '@tidemark/sync-client';

/** What a list without chats means: there are none, they are on their way, or this device cannot know. */
export type Absence = 'none' | 'fetching' | 'unknown';

/**
 * An empty store proves nothing until the device was up to date once.
 * @param wasLive whether it was, since the page has been using this store
 */
export function absenceOf(status: SyncStatus, wasLive: boolean): Absence {
  if (wasLive) return 'none';
  switch (status.kind) {
    case 'live':
      return 'none';
    case 'catching-up':
    case 'starting':
    case 'reconnecting':
    case 'resyncing':
      return 'fetching';
    case 'offline':
    case 'ended':
    case 'outdated':
      return 'unknown';
  }
}
