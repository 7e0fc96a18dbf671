'use client';

import type { OutboxItem, SessionWindow, TidemarkClient } from '@tidemark/sync-client';
import { useEffect, useSyncExternalStore } from 'react';
import { sendingOf, withSending } from './sending.ts';

/** What is being put into the outbox; lets go of what the window of the session has by now. */
export function useSending(
  client: TidemarkClient,
  sessionId: string,
  data: SessionWindow | undefined,
): readonly OutboxItem[] {
  const all = sendingOf(client);
  const sending = useSyncExternalStore(all.subscribe, all.get, all.get);
  useEffect(() => {
    if (data) all.drop(withSending(data, sending, sessionId).arrived);
  }, [all, data, sending, sessionId]);
  return sending;
}
