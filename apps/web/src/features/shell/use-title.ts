'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useEffect } from 'react';

/** The tab's title: how much is unread, and what is open. */
export function useTitle(
  sessions: readonly SessionListItem[] | undefined,
  openId: string | null,
  devices: boolean,
): void {
  const unread = sessions?.reduce((sum, session) => sum + session.unread, 0) ?? 0;
  const open = sessions?.find((session) => session.sessionId === openId)?.name ?? (devices ? 'Devices' : null);
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${open ? `${open} · ` : ''}Tidemark`;
  }, [unread, open]);
}
