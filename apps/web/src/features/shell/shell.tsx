'use client';

import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { navigate } from '../../routing/navigate.ts';
import { paths, type Route, routeOf } from '../../routing/route.ts';
import { AccountProvider, useAccount } from '../../sync/account.tsx';
import { ClientContext } from '../../sync/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Late } from '../../ui/skeleton.tsx';
import { AuthScreen } from '../auth/auth-screen.tsx';
import { Workspace } from './workspace.tsx';
import { fetchScreen } from './screens.tsx';
import { useServiceWorker } from './use-service-worker.ts';

/** Everything there is to see, by who is signed in and what the address says. */
export function Shell() {
  useServiceWorker();
  return (
    <AccountProvider>
      <Screen />
    </AccountProvider>
  );
}

function Screen() {
  const { state } = useAccount();
  const path = usePathname();
  const route: Route = routeOf(path) ?? { screen: 'chats' };
  const auth = route.screen === 'sign-in' || route.screen === 'sign-up';

  // Beside all else that a start waits for.
  useEffect(() => fetchScreen(routeOf(path) ?? { screen: 'chats' }), [path]);

  useEffect(() => {
    if (state.kind === 'signed-out' && !auth) navigate(paths.signIn, 'replace');
    if (state.kind === 'signed-in' && auth) navigate(paths.chats, 'replace');
  }, [state.kind, auth]);

  if (state.kind === 'failed') return <Failed message={state.message} />;
  if (state.kind === 'signed-out') {
    return <AuthScreen mode={route.screen === 'sign-up' ? 'sign-up' : 'sign-in'} notice={state.notice} />;
  }
  if (state.kind === 'booting') return <Boot />;
  return (
    <ClientContext value={state.client} key={state.client.account.userId}>
      <Workspace route={route} />
    </ClientContext>
  );
}

function Boot() {
  return (
    <main className="grid min-h-dvh place-items-center bg-shore" aria-busy="true" aria-label="Tidemark">
      <Late>
        <Mark line className="size-11 text-ink-3" />
      </Late>
    </main>
  );
}

function Failed(props: { readonly message: string }) {
  return (
    <main className="grid min-h-dvh bg-shore">
      <Empty
        title="Tidemark could not start"
        action={
          <Button look="primary" onClick={() => window.location.reload()}>
            Try again
          </Button>
        }
      >
        <p>The browser did not open this device’s store. Private windows and full disks are common causes.</p>
        <p className="mt-2 font-mono text-caption text-ink-3 wrap-anywhere">{props.message}</p>
      </Empty>
    </main>
  );
}
