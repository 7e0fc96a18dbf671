import type { SyncStatus } from '@tidemark/sync-client';

/** More of a name is cut off by a small screen, and in the middle of a letter. */
const NAME_LENGTH = 26;

/** What the empty composer says: to whom one writes, or when it goes out. */
export function placeholderOf(status: SyncStatus, name: string): string {
  switch (status.kind) {
    case 'live':
    case 'starting':
    case 'catching-up':
    case 'resyncing':
      return `Message ${shortened(name)}`;
    case 'outdated':
      return 'Sent after the reload';
    case 'reconnecting':
    case 'offline':
    case 'ended':
      return 'Sent when you are back';
  }
}

function shortened(name: string): string {
  const letters = Array.from(name);
  return letters.length <= NAME_LENGTH
    ? name
    : `${letters
        .slice(0, NAME_LENGTH - 1)
        .join('')
        .trimEnd()}…`;
}
