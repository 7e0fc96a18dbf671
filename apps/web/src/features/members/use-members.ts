'use client';

import type { SessionListItem, SessionMember } from '@tidemark/sync-client';
import { useCallback, useEffect, useState } from 'react';
import { isOnline, useClient, useStatus } from '../../sync/hooks.ts';
import { messageOf } from '../../sync/failure-words.ts';

const OFFLINE = 'There is no connection. The list comes when you are back.';

/** Who is in a session; asked again when their number changes or the connection is back. */
export function useMembers(session: SessionListItem) {
  const client = useClient();
  const online = isOnline(useStatus());
  const { sessionId, memberCount } = session;
  const [members, setMembers] = useState<readonly SessionMember[] | null>(null);
  const [error, setError] = useState<string | null>(null);

  const reload = useCallback(async () => {
    try {
      setMembers(await client.members(sessionId));
      setError(null);
    } catch (cause) {
      setError(messageOf(cause));
    }
  }, [client, sessionId]);

  useEffect(() => {
    void reload();
  }, [reload, online, memberCount]);

  return { members, error: error !== null && !online ? OFFLINE : error, reload };
}
