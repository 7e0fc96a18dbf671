'use client';

import type { Route } from '../../routing/route.ts';
import { type LaterCode, later } from '../../ui/later.tsx';
import { SettingsFrame } from './settings-frame.tsx';

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
/** What stands in the place of the list of chats beside them. */
export const settingsSidebar = later(
  async () => (await import('../settings/settings-sidebar.tsx')).SettingsSidebar,
  // The screen itself says what cannot be had.
  { waiting: () => <SettingsFrame />, missing: () => <SettingsFrame /> },
);
export const newChatDialog = later(async () => (await import('../new-chat/new-chat-dialog.tsx')).NewChatDialog);

/** Begins to fetch the code of the screen that the address names. */
export function fetchScreen({ screen }: Route): void {
  // Where it cannot be had the screen itself says so.
  for (const part of partsOf(screen)) void part.fetch().catch(() => undefined);
}

function partsOf(screen: Route['screen']): readonly LaterCode[] {
  switch (screen) {
    case 'session':
      return [sessionScreen];
    case 'saved':
      return [savedPage];
    case 'devices':
    case 'outbox':
    case 'storage':
    case 'sync':
      return [settingsSidebar, settingsScreens];
    case 'chats':
    case 'sign-in':
    case 'sign-up':
      return [];
  }
}
