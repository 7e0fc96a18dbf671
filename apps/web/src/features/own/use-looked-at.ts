'use client';

import { useEffect } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { ownKeys } from './keys.ts';

/** A chat that is opened is no longer marked as unread; one that is marked while it is open stays so until then. */
export function useLookedAt(sessionId: string): void {
  const client = useClient();
  useEffect(() => {
    void client.setOwn(ownKeys.unread(sessionId), null);
  }, [client, sessionId]);
}
