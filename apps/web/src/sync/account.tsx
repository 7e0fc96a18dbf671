'use client';

import type { TidemarkClient } from '@tidemark/sync-client';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { forgetReached } from '../features/company/kept-reached.ts';
import { forgetDrafts } from '../features/composer/drafts.ts';
import { forgetUnfinished } from '../features/composer/use-unfinished.ts';
import { forgetSkinTone } from '../features/emoji/skin-tone.ts';
import { forgetPlaces } from '../features/session/places.ts';
import { navigate } from '../routing/navigate.ts';
import { paths } from '../routing/route.ts';
import { messageOf } from './failure-words.ts';
import { noticeOf } from './ended.ts';
import { loadFactory } from './factory.ts';

type Credentials = { readonly username: string; readonly password: string };

export type AccountState =
  | { readonly kind: 'booting' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'signed-out'; readonly notice: string | null }
  | { readonly kind: 'signed-in'; readonly client: TidemarkClient };

type AccountContext = {
  readonly state: AccountState;
  readonly signIn: (credentials: Credentials) => Promise<void>;
  readonly signUp: (credentials: Credentials) => Promise<void>;
};

const Context = createContext<AccountContext | null>(null);

/** Finds out who is signed in on this browser profile, and keeps the one client of this tab. */
export function AccountProvider(props: { readonly children: ReactNode }) {
  const [state, setState] = useState<AccountState>({ kind: 'booting' });

  const enter = useCallback((client: TidemarkClient) => {
    client.start();
    setState({ kind: 'signed-in', client });
  }, []);

  useEffect(() => {
    let stale = false;
    const resume = async () => {
      try {
        const client = await (await loadFactory()).resume();
        if (stale) return;
        if (client) enter(client);
        else setState({ kind: 'signed-out', notice: null });
      } catch (cause) {
        if (!stale) setState({ kind: 'failed', message: messageOf(cause) });
      }
    };
    void resume();
    return () => {
      stale = true;
    };
  }, [enter]);

  const client = state.kind === 'signed-in' ? state.client : null;
  useEffect(() => {
    if (!client) return;
    const check = () => {
      const status = client.status.get();
      if (status.kind !== 'ended') return;
      void client.stop();
      forgetDrafts(client.account.userId);
      forgetUnfinished(client.account.userId);
      forgetSkinTone(client.account.userId);
      forgetReached(client.account.userId);
      forgetPlaces();
      navigate(paths.signIn, 'replace');
      setState({ kind: 'signed-out', notice: noticeOf(status.reason) });
    };
    const unsubscribe = client.status.subscribe(check);
    check();
    return unsubscribe;
  }, [client]);

  const context = useMemo<AccountContext>(
    () => ({
      state,
      signIn: async (credentials) => enter(await (await loadFactory()).signIn(credentials)),
      signUp: async (credentials) => enter(await (await loadFactory()).signUp(credentials)),
    }),
    [state, enter],
  );
  return <Context value={context}>{props.children}</Context>;
}

export function useAccount(): AccountContext {
  const context = useContext(Context);
  if (!context) throw new Error('useAccount outside of AccountProvider');
  return context;
}
