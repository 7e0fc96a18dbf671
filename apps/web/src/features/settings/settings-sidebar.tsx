'use client';

import { ArrowLeft } from 'lucide-react';
import { Link } from '../../routing/link.tsx';
import { paths, type SettingsScreen } from '../../routing/route.ts';
import { iconButtonClass } from '../../ui/button.tsx';
import { SettingsFrame } from '../shell/settings-frame.tsx';
import { SyncPill } from '../sync-pill/sync-pill.tsx';
import { SettingsNav } from './settings-nav.tsx';

/** The left pane while a page of the settings is open. On a narrow screen each page has the same ways at its head. */
export function SettingsSidebar(props: { readonly screen: SettingsScreen }) {
  return (
    <SettingsFrame>
      <div className="flex h-[60px] shrink-0 items-center gap-[9px] ps-2 pe-2.5">
        <Link href={paths.chats} aria-label="Back to chats" className={iconButtonClass()}>
          <ArrowLeft aria-hidden="true" />
        </Link>
        <span className="min-w-0 flex-1 truncate text-title font-[650] tracking-[-0.015em]">Settings</span>
        <SyncPill />
      </div>
      <SettingsNav screen={props.screen} className="grid gap-0.5 px-2.5 pt-1.5" />
    </SettingsFrame>
  );
}
