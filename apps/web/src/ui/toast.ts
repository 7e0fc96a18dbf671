import { Notices } from './notices.ts';

/** What the page's toasts show. */
export const notices = new Notices();

/** Says something small and polite at the lower edge; it goes away by itself. */
export function toast(text: string): void {
  notices.say({ text });
}

/** Says what was done, and lets it be undone for as long as it stands. */
export function undoable(text: string, undo: () => void): void {
  notices.say({ text, undo });
}
