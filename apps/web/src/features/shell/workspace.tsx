'use client';

import { SquarePen } from 'lucide-react';
import { useState } from 'react';
import type { Route } from '../../routing/route.ts';
import { useSessions, useStatus } from '../../sync/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Empty } from '../../ui/empty.tsx';
import { useMedia, WIDE } from '../../ui/use-media.ts';
import { DevicesPage } from '../devices/devices-page.tsx';
import { NewChatDialog } from '../new-chat/new-chat-dialog.tsx';
import { SessionScreen } from '../session/session-screen.tsx';
import { Sidebar } from '../session-list/sidebar.tsx';
import { Outdated } from './outdated.tsx';
import { StorageNotice } from './storage-notice.tsx';
import { useTitle } from './use-title.ts';

/** The two panes: the list, and what is open. Under 720 px only one of them, by the address. */
export function Workspace({ route }: { readonly route: Route }) {
  const [composing, setComposing] = useState(false);
  const sessions = useSessions();
  const status = useStatus();
  const openId = route.screen === 'session' ? route.sessionId : null;
  const listOnly = route.screen !== 'session' && route.screen !== 'devices';
  const wide = useMedia(WIDE);
  useTitle(sessions, openId, route.screen === 'devices');

  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-panel">
      {status.kind === 'outdated' ? <Outdated /> : <StorageNotice />}
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] wide:grid-cols-[340px_minmax(0,1fr)]">
        <Sidebar
          sessions={sessions}
          openId={openId}
          onNewChat={() => setComposing(true)}
          main={listOnly && !wide}
          className={cx(!listOnly && 'max-wide:hidden')}
        />
        <div className={cx('flex min-h-0 min-w-0', listOnly && 'max-wide:hidden')}>
          {route.screen === 'devices' ? (
            <DevicesPage />
          ) : openId !== null ? (
            <SessionScreen key={openId} sessionId={openId} />
          ) : (
            <NothingOpen empty={sessions?.length === 0} onNewChat={() => setComposing(true)} />
          )}
        </div>
      </div>
      <NewChatDialog open={composing} onClose={() => setComposing(false)} />
    </div>
  );
}

function NothingOpen(props: { readonly empty: boolean; readonly onNewChat: () => void }) {
  return (
    <main className="flex flex-1 bg-shore">
      {props.empty ? (
        <Empty
          title="Nothing here yet"
          action={
            <Button look="primary" onClick={props.onNewChat}>
              <SquarePen aria-hidden="true" className="size-[18px]" />
              Start a chat
            </Button>
          }
        >
          Write to someone by their username. Everything you write will be on all your devices.
        </Empty>
      ) : (
        <Empty title="Choose a chat">Pick one from the list, or start another.</Empty>
      )}
    </main>
  );
}
