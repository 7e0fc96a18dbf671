'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useEffect, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { reachedBefore, rememberReached } from './kept-reached.ts';
import { further, type Reached, reachedOf } from './reached.ts';
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
