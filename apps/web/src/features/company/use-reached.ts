'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { reachedBefore, rememberReached } from './kept-reached.ts';
import { further, NOT_REACHED, type Reached, reachedOf } from './reached.ts';
import { useReceipts } from './use-company.ts';

/** How far one's messages in a session have got; what was known when the page was last here counts until it is told anew. */
export function useReached(session: SessionListItem): Reached {
  const { account } = useClient();
  const receipts = useReceipts(session);
  const [known, setKnown] = useState(() => reachedBefore(account.userId, session.sessionId));
  const reached = further(known, reachedOf(receipts, account.userId), session.head);
  if (reached !== known) setKnown(reached);
  useEffect(() => {
    rememberReached(account.userId, session.sessionId, reached);
  }, [account.userId, session.sessionId, reached]);
  return reached;
}

/** So many sessions of the list are asked about, from the top: the server watches a bounded number for a device. */
const MOST_LISTED = 20;

/** How far own messages have got in the sessions of a list: as told for those on top, as last known for the others. */
export function useListReached(sessions: readonly SessionListItem[]): (session: SessionListItem) => Reached {
  const { account, company } = useClient();
  const { userId } = account;
  const ids = sessions
    .filter(({ lastMessage, member }) => member && lastMessage?.authorId === userId)
    .slice(0, MOST_LISTED)
    .map(({ sessionId }) => sessionId)
    .join();
  useEffect(() => {
    if (ids !== '') return company.watch({ people: [], receipts: ids.split(',') });
    return undefined;
  }, [company, ids]);
  const told = useSyncExternalStore(
    company.subscribe,
    () => JSON.stringify(ids.split(',').map((id) => [id, reachedOf(company.receipts(id), userId)])),
    () => '[]',
  );
  return useMemo(() => {
    const now = new Map(JSON.parse(told) as readonly (readonly [string, Reached])[]);
    const before = new Map<string, Reached>();
    return ({ sessionId, head }) => {
      const known = before.get(sessionId) ?? reachedBefore(userId, sessionId);
      before.set(sessionId, known);
      return further(known, now.get(sessionId) ?? NOT_REACHED, head);
    };
  }, [userId, told]);
}
