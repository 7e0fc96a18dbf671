'use client';

import type { SessionMember, UserProfile } from '@tidemark/sync-client';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';

const NOBODY: readonly SessionMember[] = [];

/**
 * Who can be mentioned in a session: those who are known from its messages, at once and without the network, and all of
 * its members once they were asked for; then it is also known whether one owns the session.
 */
export function useMentionable(sessionId: string, known: ReadonlyMap<string, UserProfile>) {
  const client = useClient();
  const [members, setMembers] = useState(NOBODY);
  const asked = useRef(false);
  const want = useCallback(() => {
    if (asked.current) return;
    asked.current = true;
    client.members(sessionId).then(setMembers, () => {
      // Offline, most likely: asked again with the next name.
      asked.current = false;
    });
  }, [client, sessionId]);
  const all = useMemo<ReadonlyMap<string, UserProfile>>(
    () => new Map([...known, ...members.map((member) => [member.userId, member] as const)]),
    [known, members],
  );
  const others = useMemo(
    () => [...all.values()].filter(({ userId }) => userId !== client.account.userId),
    [all, client],
  );
  const owner = members.some(({ userId, role }) => userId === client.account.userId && role === 'owner');
  return { all, others, owner, want };
}
