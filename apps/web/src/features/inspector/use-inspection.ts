'use client';

import type { SyncInspection, SyncLogEntry } from '@tidemark/sync-client';
import { useEffect, useRef, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';

/** While the page is in sight it asks so often, in ms. */
const LOOK_MS = 500;

/** Lines kept on the page, the newest ones. */
const MOST_LINES = 500;

export type Inspected = { readonly now: SyncInspection | null; readonly lines: readonly SyncLogEntry[] };

/** What the leading tab knows and does, followed while this page is open and not paused. */
export function useInspection(paused: boolean): Inspected {
  const client = useClient();
  const [inspected, setInspected] = useState<Inspected>({ now: null, lines: [] });
  const seen = useRef({ leader: '', n: 0 });
  useEffect(() => {
    if (paused) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        if (document.visibilityState === 'visible') {
          const now = await client.inspect(seen.current.n);
          if (over) return;
          // Another tab leads: its log begins anew.
          const isOther = now.leader !== seen.current.leader;
          if (isOther && seen.current.n > 0) seen.current = { leader: now.leader, n: 0 };
          else {
            seen.current = { leader: now.leader, n: now.log.at(-1)?.n ?? seen.current.n };
            setInspected((before) => ({
              now,
              lines: [...(isOther ? [] : before.lines), ...now.log].slice(-MOST_LINES),
            }));
          }
        }
      } catch {
        // No tab leads for a moment; the next look finds one.
      }
      if (!over) timer = setTimeout(() => void look(), LOOK_MS);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [client, paused]);
  return inspected;
}
