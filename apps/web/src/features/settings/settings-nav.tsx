'use client';

import { Activity, HardDrive, Inbox, type LucideIcon, Monitor } from 'lucide-react';
import { Link } from '../../routing/link.tsx';
import { paths, type SettingsScreen } from '../../routing/route.ts';
import { useClient } from '../../sync/hooks.ts';
import { useLive } from '../../sync/use-live.ts';
import { cx } from '../../ui/cx.ts';

const PAGES: readonly { readonly screen: SettingsScreen; readonly name: string; readonly Icon: LucideIcon }[] = [
  { screen: 'devices', name: 'Devices', Icon: Monitor },
  { screen: 'outbox', name: 'Outbox', Icon: Inbox },
  { screen: 'sync', name: 'Sync inspector', Icon: Activity },
  { screen: 'storage', name: 'Storage', Icon: HardDrive },
];

/** The ways between the pages of the settings. */
export function SettingsNav(props: { readonly screen: SettingsScreen; readonly className?: string }) {
  const client = useClient();
  const outbox = useLive(client, 'outbox', () => client.live.outbox()) ?? [];
  const waiting = outbox.filter(({ action, state }) => action.kind === 'send' && state.kind !== 'stored').length;
  return (
    <nav aria-label="Settings" className={props.className}>
      {PAGES.map(({ screen, name, Icon }) => (
        <Link
          key={screen}
          href={paths[screen]}
          aria-current={screen === props.screen ? 'page' : undefined}
          className={cx(
            'flex min-h-10 shrink-0 items-center gap-3 rounded-row px-3 font-[520] whitespace-nowrap max-wide:min-h-11 max-wide:gap-1.5 max-wide:px-2.5',
            // Beside each other on a narrow screen: the words alone, so that all of them are in sight.
            '[&_svg]:size-[18px] [&_svg]:shrink-0 [&_svg]:stroke-[1.75] max-wide:[&_svg]:hidden',
            screen === props.screen ? 'bg-tide-soft text-tide-strong' : 'text-ink-2 hover:bg-hover',
          )}
        >
          <Icon aria-hidden="true" />
          <span className="min-w-0 flex-1 truncate">{name}</span>
          {screen === 'outbox' && waiting > 0 ? (
            <span className="tabular text-caption font-semibold" aria-label={`${waiting} waiting`} role="note">
              {waiting}
            </span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}
