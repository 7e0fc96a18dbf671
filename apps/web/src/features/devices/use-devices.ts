'use client';

import type { DeviceView } from '@tidemark/sync-client';
import { useCallback, useEffect, useState } from 'react';
import { isOnline, useClient, useStatus } from '../../sync/hooks.ts';
import { messageOf } from '../../sync/failure-words.ts';

const REFRESH_MS = 20_000;
const OFFLINE = 'There is no connection. The list comes when you are back.';

/** The account's devices as the server has them; read again now and then, and when the connection is back. */
export function useDevices() {
  const client = useClient();
  const online = isOnline(useStatus());
  const [devices, setDevices] = useState<readonly DeviceView[] | null>(null);
  const [error, setError] = useState<string | null>(null);

  const reload = useCallback(async () => {
    try {
      setDevices(await client.devices());
      setError(null);
    } catch (cause) {
      setError(messageOf(cause));
    }
  }, [client]);

  useEffect(() => {
    // While the first connection is still being made, asking would only be refused.
    if (!online) {
      const timer = setTimeout(() => void reload(), 1500);
      return () => clearTimeout(timer);
    }
    void reload();
    const timer = setInterval(() => void reload(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [reload, online]);

  return { devices, error: error !== null && !online ? OFFLINE : error, reload };
}
