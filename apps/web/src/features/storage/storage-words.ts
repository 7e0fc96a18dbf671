import type { StorageReport } from '@tidemark/sync-client';

/** The caps to choose from, in bytes. */
export const CAPS: readonly number[] = [50, 100, 200, 500, 1_000].map((mega) => mega * 1_000_000);

export type Share = { readonly name: string; readonly bytes: number; readonly part: number; readonly look: string };

/** What the store is made of, as parts of the whole. */
export function sharesOf({ use, total }: Pick<StorageReport, 'use' | 'total'>): readonly Share[] {
  const share = (name: string, bytes: number, look: string): Share => ({
    name,
    bytes,
    look,
    part: total === 0 ? 0 : bytes / total,
  });
  return [
    share('Messages', use.messages, 'bg-tide'),
    share('People', use.people, 'bg-kelp'),
    share('Outbox', use.outbox, 'bg-amber'),
    share('Other', use.other, 'bg-ink-3'),
  ];
}

/** What came of freeing space. */
export function freedText(messages: number): string {
  if (messages === 0) return 'There was nothing to take away.';
  return `${messages.toLocaleString('en')} ${messages === 1 ? 'message was' : 'messages were'} taken off this device.`;
}
