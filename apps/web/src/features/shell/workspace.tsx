'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useState } from 'react';
import { isSettings, type Route } from '../../routing/route.ts';
import { useSessions, useStatus, useStorage } from '../../sync/hooks.ts';
import { cx } from '../../ui/cx.ts';
import { openLater } from '../../ui/later.tsx';
import { useMedia, WIDE } from '../../ui/use-media.ts';
import { absenceOf } from '../session-list/absence.ts';
import { Sidebar } from '../session-list/sidebar.tsx';
import { useMarks } from '../own/use-own.ts';
import { useFetched, type Wanted } from '../saved/use-fetched.ts';
import { useTheme } from '../theme/use-theme.ts';
import { NothingOpen } from './nothing-open.tsx';
import { Outdated } from './outdated.tsx';
import { newChatDialog, savedPage, sessionScreen, settingsScreens, settingsSidebar } from './screens.tsx';
import { StateSaid } from './state-said.tsx';
import { SyncBanner } from './sync-banner.tsx';
import { StorageNotice } from './storage-notice.tsx';
import { useRestOfApp, useSessionScreen } from './use-service-worker.ts';
import { useTitle } from './use-title.ts';

const NOTHING: readonly Wanted[] = [];

/** Where a count is a guess until what is missing is here. */
function uncountedOf(sessions: readonly SessionListItem[] | undefined): readonly Wanted[] {
  const wanted = sessions?.flatMap(({ sessionId, uncounted }) =>
    uncounted === null ? [] : [{ sessionId, seq: uncounted }],
  );
  return wanted ?? NOTHING;
}

/** The two panes: the list, and what is open. Under 720 px only one of them, by the address. */
export function Workspace({ route }: { readonly route: Route }) {
  const [composing, setComposing] = useState(false);
  const sessions = useSessions();
  const status = useStatus();
  const { life } = useStorage();
  const [liveIn, setLiveIn] = useState<number | null>(null);
  if (status.kind === 'live' && liveIn !== life) setLiveIn(life);
  const absence = sessions?.length === 0 ? absenceOf(status, liveIn === life) : null;
  const openId = route.screen === 'session' ? route.sessionId : null;
  const settings = isSettings(route.screen) ? route.screen : null;
  const saved = route.screen === 'saved';
  const listOnly = openId === null && settings === null && !saved;
  const wide = useMedia(WIDE);
  const compose = () => {
    void openLater(newChatDialog, () => setComposing(true));
  };
  const nothingOpen = <NothingOpen absence={absence} onNewChat={compose} />;
  const marks = useMarks();
  useTitle(sessions, openId, saved ? 'saved' : settings, marks);
  useFetched(uncountedOf(sessions));
  useTheme();
  useSessionScreen(sessions !== undefined && sessions.length > 0);
  useRestOfApp(sessions !== undefined);

  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-panel">
      {status.kind === 'outdated' ? <Outdated /> : <StorageNotice />}
      <SyncBanner chats={sessions?.length ?? 0} />
      <StateSaid />
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] wide:grid-cols-[340px_minmax(0,1fr)]">
        {settings ? (
          <settingsSidebar.Part screen={settings} />
        ) : (
          <Sidebar
            sessions={absence === 'fetching' ? undefined : sessions}
            openId={openId}
            savedOpen={saved}
            marks={marks}
            empty={wide ? null : nothingOpen}
            onNewChat={compose}
            main={listOnly && !wide}
            className={cx(!listOnly && 'max-wide:hidden')}
          />
        )}
        <div className={cx('flex min-h-0 min-w-0', listOnly && 'max-wide:hidden')}>
          {settings ? (
            <settingsScreens.Part screen={settings} />
          ) : saved ? (
            <savedPage.Part />
          ) : openId !== null ? (
            <sessionScreen.Part
              key={openId}
              sessionId={openId}
              seq={route.screen === 'session' ? (route.seq ?? null) : null}
            />
          ) : (
            <main className="flex flex-1 bg-shore">{sessions ? nothingOpen : null}</main>
          )}
        </div>
      </div>
      {newChatDialog.isHere() ? <newChatDialog.Part open={composing} onClose={() => setComposing(false)} /> : null}
    </div>
  );
}
