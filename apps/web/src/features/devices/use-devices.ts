'use client';

import type { DeviceView } from '@tidemark/sync-client';
import { useCallback, useEffect, useState } from 'react';
import { isOnline, useClient, useStatus } from '../../sync/hooks.ts';
import { messageOf } from '../../sync/failure-words.ts';
import { type LagSample, lagOf, withSample } from './lag.ts';

/** While the page is in sight the list is read again so often, in ms; what has moved shows within two of them. */
const REFRESH_MS = 1_000;
const OFFLINE = 'There is no connection. The list comes when you are back.';

type Lags = ReadonlyMap<string, readonly LagSample[]>;
type Seen = { readonly devices: readonly DeviceView[] | null; readonly lags: Lags };

/** The account's devices as the server has them, kept up to date while they are looked at, and how their lags moved. */
export function useDevices() {
  const client = useClient();
  const online = isOnline(useStatus());
  const [{ devices, lags }, setSeen] = useState<Seen>({ devices: null, lags: new Map() });
  const [error, setError] = useState<string | null>(null);

  const reload = useCallback(async () => {
    try {
      const found = await client.devices();
      setSeen((before) => ({ devices: found, lags: lagsOf(found, before.lags) }));
      setError(null);
    } catch (cause) {
      setError(messageOf(cause));
    }
  }, [client]);

  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // While the first connection is still being made, asking would only be refused.
    const wait = () => {
      timer = setTimeout(() => void look(), online ? REFRESH_MS : 1_500);
    };
    const look = async () => {
      if (document.visibilityState === 'visible') await reload();
      if (!over && online) wait();
    };
    if (online) void look();
    else wait();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [reload, online]);

  return { devices, lags, error: error !== null && !online ? OFFLINE : error, reload };
}

function lagsOf(devices: readonly DeviceView[], before: Lags): Lags {
  const at = Date.now();
  return new Map(
    devices.map((device) => {
      const lag = lagOf(device);
      const samples = before.get(device.deviceId) ?? [];
      return [device.deviceId, lag === null ? samples : withSample(samples, { at, lag })];
    }),
  );
}
