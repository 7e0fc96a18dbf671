import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '../../routing/link.tsx';
import { paths, type SettingsScreen } from '../../routing/route.ts';
import { iconButtonClass } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { SyncPill } from '../sync-pill/sync-pill.tsx';
import { SettingsNav } from './settings-nav.tsx';

/** One page of the settings: its title, what it is for, and what it holds. */
export function SettingsPage(props: {
  readonly screen: SettingsScreen;
  readonly title: string;
  readonly lead: string;
  /** Buttons beside the title. */
  readonly actions?: ReactNode;
  readonly roomy?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <main className="min-w-0 flex-1 overflow-y-auto bg-shore [scrollbar-width:thin]">
      <div
        className={cx(
          'mx-auto grid grid-cols-[minmax(0,1fr)] gap-5 px-9 pt-[30px] pb-10 max-wide:gap-3.5 max-wide:px-3.5 max-wide:pt-2',
          props.roomy ? 'max-w-[1060px]' : 'max-w-[980px]',
        )}
      >
        <header className="flex flex-wrap items-end gap-x-2 gap-y-3">
          <div className="flex min-w-0 flex-1 basis-64 items-start gap-1">
            <Link href={paths.chats} aria-label="Back" className={iconButtonClass(false, 'wide:hidden')}>
              <ArrowLeft aria-hidden="true" />
            </Link>
            <div className="min-w-0 flex-1 max-wide:pt-1.5">
              <h1 className="text-heading font-[640] tracking-[-0.018em]">{props.title}</h1>
              <p className="mt-1 max-w-[70ch] text-ink-2">{props.lead}</p>
            </div>
            <div className="mt-1.5 wide:hidden">
              <SyncPill />
            </div>
          </div>
          {props.actions ? <div className="flex gap-2">{props.actions}</div> : null}
        </header>
        <SettingsNav
          screen={props.screen}
          className="-mx-3.5 flex gap-1 overflow-x-auto px-3.5 [scrollbar-width:none] wide:hidden"
        />
        {props.children}
      </div>
    </main>
  );
}
