'use client';

import type { SessionListItem, StorageState, SyncStatus, TidemarkClient } from '@tidemark/sync-client';
import { useLive } from './use-live.ts';
import { createContext, useContext, useSyncExternalStore } from 'react';

export const ClientContext = createContext<TidemarkClient | null>(null);

/** The client of the signed-in account. */
export function useClient(): TidemarkClient {
  const client = useContext(ClientContext);
  if (!client) throw new Error('useClient outside of a signed-in screen');
  return client;
}

export function useStatus(): SyncStatus {
  const { status } = useClient();
  return useSyncExternalStore(status.subscribe, status.get, status.get);
}

/** Where this tab keeps what it has. */
export function useStorage(): StorageState {
  const { storage } = useClient();
  return useSyncExternalStore(storage.subscribe, storage.get, storage.get);
}

/** The session list; undefined until it is read for the first time. */
export function useSessions(): readonly SessionListItem[] | undefined {
  const client = useClient();
  return useLive(client, 'sessions', () => client.live.sessions());
}

/** One session; null when this device does not know it, undefined until it is read. */
export function useSession(sessionId: string): SessionListItem | null | undefined {
  const sessions = useSessions();
  return sessions && (sessions.find((session) => session.sessionId === sessionId) ?? null);
}

/** True when actions that need the server can be tried. */
export function isOnline(status: SyncStatus): boolean {
  return status.kind === 'live' || status.kind === 'catching-up' || status.kind === 'resyncing';
}
