'use client';

import type { Route } from '../../routing/route.ts';
import { type LaterCode, later } from '../../ui/later.tsx';

/**
 * The screens beside the list of chats. None of them is needed to show that list, so their code comes after it, or beside
 * it where the address names one.
 */
const waiting = () => <main className="flex min-w-0 flex-1 bg-shore" aria-busy="true" />;

export const sessionScreen = later(async () => (await import('../session/session-screen.tsx')).SessionScreen, {
  waiting,
});
export const savedPage = later(async () => (await import('../saved/saved-page.tsx')).SavedPage, { waiting });
export const settingsScreens = later(async () => (await import('../settings/settings-screens.tsx')).SettingsScreens, {
  waiting,
});
export const newChatDialog = later(async () => (await import('../new-chat/new-chat-dialog.tsx')).NewChatDialog);

/** Begins to fetch the code of the screen that the address names. */
export function fetchScreen({ screen }: Route): void {
  const part = partOf(screen);
  // Where it cannot be had the screen itself says so.
  void part?.fetch().catch(() => undefined);
}

function partOf(screen: Route['screen']): LaterCode | null {
  switch (screen) {
    case 'session':
      return sessionScreen;
    case 'saved':
      return savedPage;
    case 'devices':
    case 'outbox':
    case 'storage':
    case 'sync':
      return settingsScreens;
    case 'chats':
    case 'sign-in':
    case 'sign-up':
      return null;
  }
}
