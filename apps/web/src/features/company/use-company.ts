'use client';

import type { Presence, Receipt, SessionListItem } from '@tidemark/sync-client';
import { useEffect, useSyncExternalStore } from 'react';
import { useClient } from '../../sync/hooks.ts';

const NOBODY: readonly string[] = [];
const NONE: readonly Receipt[] = [];

/** Who types in a session now. */
export function useTyping(sessionId: string): readonly string[] {
  const { company } = useClient();
  return useSyncExternalStore(
    company.subscribe,
    () => company.typing(sessionId),
    () => NOBODY,
  );
}

/** Whether someone is there, told while this is on screen; null where it is not known. */
export function usePresence(sessionId: string, userId: string | null): Presence | null {
  const { company } = useClient();
  useEffect(() => {
    if (userId !== null) return company.watch({ people: [{ sessionId, userId }], receipts: [] });
    return undefined;
  }, [company, sessionId, userId]);
  return useSyncExternalStore(
    company.subscribe,
    () => (userId === null ? null : company.presence(userId)),
    () => null,
  );
}

/** How far the members of a session have got, told while this is on screen. */
export function useReceipts({ sessionId, member }: SessionListItem): readonly Receipt[] {
  const { company } = useClient();
  useEffect(() => {
    if (member) return company.watch({ people: [], receipts: [sessionId] });
    return undefined;
  }, [company, sessionId, member]);
  return useSyncExternalStore(
    company.subscribe,
    () => company.receipts(sessionId),
    () => NONE,
  );
}
