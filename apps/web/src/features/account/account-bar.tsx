'use client';

import { Bookmark, LogOut, Monitor } from 'lucide-react';
import { useState } from 'react';
import { Link } from '../../routing/link.tsx';
import { paths } from '../../routing/route.ts';
import { useClient, useStatus } from '../../sync/hooks.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { iconButtonClass } from '../../ui/button.tsx';
import { later, openLater } from '../../ui/later.tsx';
import { Pop, popItemClass } from '../../ui/popover.tsx';
import { recalls } from '../session/recalls.ts';
import { ThemeChoice } from '../theme/theme-choice.tsx';

const confirm = later(async () => (await import('../../ui/confirm.tsx')).Confirm);

/** One's own name, the way to the devices, and the way out. */
export function AccountBar() {
  const client = useClient();
  const status = useStatus();
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const { account } = client;
  const signOut = async () => {
    setOpen(false);
    await recalls().flush();
    // What still waits would be lost with the store: then, and only then, ask first.
    if (status.kind === 'offline' && status.queued > 0) void openLater(confirm, () => setAsking(true));
    else await client.signOut();
  };
  return (
    <div className="flex shrink-0 items-center gap-1 border-t border-line px-2.5 py-2 max-wide:pb-3">
      <Pop
        label="Account"
        side="top"
        open={open}
        onOpenChange={setOpen}
        className="grid w-[300px] gap-0.5 p-1.5"
        trigger={
          <button
            type="button"
            aria-label="Account"
            className="flex min-h-(--size-control) min-w-0 flex-1 items-center gap-[9px] rounded-md px-[5px] text-start hover:bg-hover data-popup-open:bg-hover"
          >
            <Avatar id={account.userId} name={account.displayName} size="30px" short />
            <bdi className="min-w-0 truncate font-[570]">{account.displayName}</bdi>
          </button>
        }
      >
        <div className="flex items-center gap-3 px-3 py-2.5">
          <Avatar id={account.userId} name={account.displayName} size="40px" />
          <div className="min-w-0">
            <bdi className="block truncate font-semibold">{account.displayName}</bdi>
            <span className="block truncate text-small text-ink-3">@{account.username}</span>
          </div>
        </div>
        <ThemeChoice />
        <Link href={paths.saved} className={popItemClass} onClick={() => setOpen(false)}>
          <Bookmark aria-hidden="true" />
          Saved messages
        </Link>
        <Link href={paths.devices} className={popItemClass} onClick={() => setOpen(false)}>
          <Monitor aria-hidden="true" />
          Your devices
        </Link>
        <button type="button" className={popItemClass} onClick={() => void signOut()}>
          <LogOut aria-hidden="true" />
          Sign out
        </button>
      </Pop>
      <Link href={paths.devices} aria-label="Devices" title="Devices" className={iconButtonClass()}>
        <Monitor aria-hidden="true" />
      </Link>
      {confirm.isHere() ? (
        <confirm.Part
          open={asking}
          onClose={() => setAsking(false)}
          title="Sign out with messages waiting?"
          description={`What waits on this device (${status.kind === 'offline' ? status.queued : 0}) has not reached the server and will be gone.`}
          action="Sign out anyway"
          onConfirm={() => client.signOut()}
        />
      ) : null}
    </div>
  );
}
