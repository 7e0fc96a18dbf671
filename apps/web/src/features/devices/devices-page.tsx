'use client';

import type { DeviceView } from '@tidemark/sync-client';
import { ArrowLeft, Laptop, RefreshCw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from '../../routing/link.tsx';
import { paths } from '../../routing/route.ts';
import { useClient } from '../../sync/hooks.ts';
import { Button, iconButtonClass } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Bone, Late } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toasts.tsx';
import { DeviceCheck } from './device-check.tsx';
import { DeviceRow } from './device-row.tsx';
import { useDevices } from './use-devices.ts';

/** This device and the others: when each was last seen, and the way to end one. */
export function DevicesPage() {
  const client = useClient();
  const { devices, error, reload } = useDevices();
  const [revoking, setRevoking] = useState<DeviceView | null>(null);
  // The name stays while the dialog fades out.
  const [named, setNamed] = useState<DeviceView | null>(null);
  if (revoking && revoking !== named) setNamed(revoking);
  const current = devices?.filter((device) => device.current) ?? [];
  const others = devices?.filter((device) => !device.current) ?? [];

  const revoke = async (device: DeviceView) => {
    await client.revokeDevice(device.deviceId);
    toast(`${device.name} is signed out and wipes what it holds.`);
    await reload();
  };

  return (
    <main className="min-w-0 flex-1 overflow-y-auto bg-shore [scrollbar-width:thin]">
      <div className="mx-auto grid max-w-[860px] gap-5 px-9 pt-[30px] pb-10 max-wide:px-3.5 max-wide:pt-2">
        <header className="flex items-start gap-1">
          <Link href={paths.chats} aria-label="Back" className={iconButtonClass(false, 'wide:hidden')}>
            <ArrowLeft aria-hidden="true" />
          </Link>
          <div className="min-w-0 flex-1 max-wide:pt-1.5">
            <h1 className="text-heading font-[640] tracking-[-0.018em]">Devices</h1>
            <p className="mt-1 max-w-[70ch] text-ink-2">
              Each browser you sign in from is a device with its own store. Revoking one signs it out at once and wipes
              what it holds.
            </p>
          </div>
        </header>
        {error !== null && devices === null ? (
          <Empty
            title="The list did not load"
            icon={null}
            action={
              <Button onClick={() => void reload()}>
                <RefreshCw aria-hidden="true" className="size-4" />
                Try again
              </Button>
            }
          >
            {error}
          </Empty>
        ) : devices === null ? (
          <Late>
            <Bones />
          </Late>
        ) : (
          <>
            <Box title="This device">
              {current.map((device) => (
                <DeviceRow key={device.deviceId} device={device} onRevoke={() => setRevoking(device)} />
              ))}
            </Box>
            <DeviceCheck />
            <Box
              title="Other devices"
              empty="You are signed in here only. Sign in anywhere else and your history is there."
            >
              {others.map((device) => (
                <DeviceRow key={device.deviceId} device={device} onRevoke={() => setRevoking(device)} />
              ))}
            </Box>
          </>
        )}
      </div>
      <Confirm
        open={revoking !== null}
        onClose={() => setRevoking(null)}
        title={
          <>
            Revoke <bdi>{named?.name}</bdi>?
          </>
        }
        description={
          named?.current
            ? 'This is the device you are using. You will be signed out here, and what it holds is removed.'
            : 'It is signed out at once and wipes what it holds. Your history stays on your other devices.'
        }
        action="Revoke"
        onConfirm={async () => {
          if (revoking) await revoke(revoking);
        }}
      />
    </main>
  );
}

function Box(props: { readonly title: string; readonly empty?: string; readonly children: readonly ReactNode[] }) {
  return (
    <section className="rounded-lg bg-surface shadow-[inset_0_0_0_1px_var(--color-line)]" aria-label={props.title}>
      <h2 className="border-b border-line px-[18px] py-[13px] font-[620]">{props.title}</h2>
      {props.children.length > 0 ? (
        <ul className="divide-y divide-line">{props.children}</ul>
      ) : (
        <p className="flex items-center gap-3 px-[18px] py-4 text-small text-ink-2">
          <Laptop aria-hidden="true" className="size-5 shrink-0 text-ink-3" />
          {props.empty}
        </p>
      )}
    </section>
  );
}

function Bones() {
  return (
    <div
      className="grid gap-6 rounded-lg bg-surface p-[18px] shadow-[inset_0_0_0_1px_var(--color-line)]"
      aria-hidden="true"
    >
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex items-center gap-4">
          <Bone className="size-6" />
          <div className="grid flex-1 gap-2">
            <Bone className="w-32" />
            <Bone className="w-48" />
          </div>
        </div>
      ))}
    </div>
  );
}
