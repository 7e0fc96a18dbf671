'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useEffect } from 'react';
import type { SettingsScreen } from '../../routing/route.ts';
import { isQuiet } from '../own/arrange.ts';
import type { Marks } from '../own/keys.ts';
import { drawAppBadge } from './app-badge.ts';
import { totalUnread } from './total-unread.ts';

const NAMES: Readonly<Record<SettingsScreen | 'saved', string>> = {
  saved: 'Saved messages',
  devices: 'Devices',
  outbox: 'Outbox',
  storage: 'Storage',
  sync: 'Sync inspector',
};

/** The tab's title: how much is unread, and what is open. The app's badge counts the same. */
export function useTitle(
  sessions: readonly SessionListItem[] | undefined,
  openId: string | null,
  screen: SettingsScreen | 'saved' | null,
  marks: Marks,
): void {
  const unread = sessions ? totalUnread(sessions, (sessionId) => isQuiet(sessionId, marks)) : null;
  const open = sessions?.find((session) => session.sessionId === openId)?.name ?? (screen && NAMES[screen]);
  useEffect(() => {
    document.title = `${unread ? `(${unread}) ` : ''}${open ? `${open} · ` : ''}Tidemark`;
  }, [unread, open]);
  useEffect(
    // Who sees this tab after one has signed out learns nothing from it.
    () => () => {
      document.title = 'Tidemark';
      drawAppBadge(0);
    },
    [],
  );
  useEffect(() => {
    // Not before the list is read: what the icon shows until then is the better guess.
    if (unread !== null) drawAppBadge(unread);
  }, [unread]);
}
