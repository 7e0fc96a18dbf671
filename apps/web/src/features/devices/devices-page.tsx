'use client';

import type { DeviceView } from '@tidemark/sync-client';
import { Laptop, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Bone, Late } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { Box } from '../settings/box.tsx';
import { SettingsPage } from '../settings/page.tsx';
import { DeviceCheck } from './device-check.tsx';
import { DEVICE_COLUMNS, DeviceRow } from './device-row.tsx';
import { ThisDevice } from './this-device.tsx';
import { useDevices } from './use-devices.ts';

/** This device and the others: when each was last seen, and the way to end one. */
export function DevicesPage() {
  const client = useClient();
  const { devices, lags, error, reload } = useDevices();
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
    <>
      <SettingsPage
        screen="devices"
        title="Devices"
        lead="Each browser you sign in from has its own store, its own sync timeline and its own checkpoint. Lag is what it still has to learn."
      >
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
            {current.map((device) => (
              <ThisDevice key={device.deviceId} device={device} onRevoke={() => setRevoking(device)} />
            ))}
            <DeviceCheck />
            <Box title="Other devices">
              {others.length === 0 ? (
                <p className="flex items-center gap-3 px-[18px] py-4 text-small text-ink-2">
                  <Laptop aria-hidden="true" className="size-5 shrink-0 text-ink-3" />
                  You are signed in here only. Sign in anywhere else and your history is there.
                </p>
              ) : (
                <>
                  <div
                    aria-hidden="true"
                    className={`${DEVICE_COLUMNS} hidden border-b border-line px-[18px] py-2 text-caption font-medium text-ink-2`}
                  >
                    <span>Device</span>
                    <span>Last sync</span>
                    <span className="text-end">Checkpoint</span>
                    <span className="text-end">Lag</span>
                    <span>Lag just now</span>
                  </div>
                  <ul className="divide-y divide-line">
                    {others.map((device) => (
                      <DeviceRow
                        key={device.deviceId}
                        device={device}
                        samples={lags.get(device.deviceId) ?? []}
                        onRevoke={() => setRevoking(device)}
                      />
                    ))}
                  </ul>
                </>
              )}
            </Box>
          </>
        )}
      </SettingsPage>
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
    </>
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
