'use client';

import { useEffect, useRef } from 'react';
import { isOnline, useClient, useStatus } from '../../sync/hooks.ts';

/** A stretch of a session that a screen needs and this device does not hold. */
export type Wanted = { readonly sessionId: string; readonly seq: number };

/** So many are asked for at most, for the life of a screen, one after the other. */
const MOST_ASKED = 200;

/** Has what is missing fetched, each place once while there is a connection. */
export function useFetched(wanted: readonly Wanted[]): void {
  const client = useClient();
  const online = isOnline(useStatus());
  const asked = useRef(new Set<string>());
  const running = useRef(false);
  const latest = useRef(wanted);
  latest.current = wanted;
  const what = wanted.map(({ sessionId, seq }) => `${sessionId}/${seq}`).join();
  useEffect(() => {
    const next = () => latest.current.find(({ sessionId, seq }) => !asked.current.has(`${sessionId}/${seq}`));
    const go = async () => {
      running.current = true;
      for (let one = next(); one && asked.current.size < MOST_ASKED; one = next()) {
        const key = `${one.sessionId}/${one.seq}`;
        asked.current.add(key);
        try {
          await client.fill(one.sessionId, { at: 'around', seq: one.seq });
        } catch {
          // Asked for again when the connection is back, or something else is missing.
          asked.current.delete(key);
          break;
        }
      }
      running.current = false;
    };
    if (online && what !== '' && !running.current) void go();
  }, [client, online, what]);
}
