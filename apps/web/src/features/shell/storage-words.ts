import type { StorageNotice } from '@tidemark/sync-client';

export type StorageWords = {
  readonly text: string;
  /** True when loading the page again may help. */
  readonly reload: boolean;
};

/** What the user should know of where this page keeps what it has. */
export function storageWords(notice: StorageNotice): StorageWords {
  switch (notice.kind) {
    case 'nothing-kept':
      return {
        text: 'This browser keeps nothing here. You can read and write; when this tab closes, this device forgets it all.',
        reload: true,
      };
    case 'full':
      return {
        text: 'This device has no room left. What arrives is shown, but not stored on this device. Make room and reload.',
        reload: true,
      };
    case 'blocked':
      return {
        text: 'Another tab runs an older Tidemark. Close it and reload; until then nothing is stored on this device.',
        reload: true,
      };
    case 'rebuilt':
      return { text: `The browser had deleted what this device kept. ${putBack(notice.saved)}`, reload: false };
  }
}

function putBack(saved: number): string {
  if (saved === 0) return 'It is being fetched again.';
  return `It is being fetched again; ${saved.toLocaleString('en')} unsent ${saved === 1 ? 'action was' : 'actions were'} saved.`;
}
