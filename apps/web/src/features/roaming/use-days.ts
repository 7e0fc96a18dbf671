'use client';

import type { KnownDays, SessionListItem } from '@tidemark/sync-client';
import { useEffect } from 'react';
import { isOnline, useClient, useStatus } from '../../sync/hooks.ts';
import { useLive } from '../../sync/use-live.ts';

/** So many SeqIds may come before they are counted. */
const WORTH_COUNTING = 50;

/**
 * On which days of the viewer's zone how much was said in a session; null while that is not known. What the device
 * knows is shown without a connection too.
 * @param wanted ask the server for what has come since
 */
export function useDays(session: SessionListItem, wanted: boolean): KnownDays | null {
  const client = useClient();
  const online = isOnline(useStatus());
  const { sessionId, visibleFrom } = session;
  const newest = session.visibleUntil ?? session.head;
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = useLive(client, `days ${sessionId} ${zone}`, () => client.live.days(sessionId, zone));

  const asked = known === undefined ? null : newest - (known?.upTo ?? visibleFrom - WORTH_COUNTING) >= WORTH_COUNTING;
  const ask = wanted && online && (asked === true || (known !== null && known?.floor !== visibleFrom));
  const round = Math.floor(newest / WORTH_COUNTING);
  useEffect(() => {
    // Without an answer there is no calendar, and everything else goes on.
    if (ask) client.countDays(sessionId, zone).catch(() => {});
  }, [client, ask, sessionId, zone, round]);
  return known ?? null;
}
