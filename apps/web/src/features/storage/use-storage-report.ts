'use client';

import type { StorageReport } from '@tidemark/sync-client';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';

const REFRESH_MS = 3_000;

/** What the browser grants to this origin; null where it does not say. */
export type Granted = { readonly quota: number | null; readonly persisted: boolean | null };

/** What this device keeps and may keep, measured again while the page is in sight. */
export function useStorageReport() {
  const client = useClient();
  const [report, setReport] = useState<StorageReport | null>(null);
  const [granted, setGranted] = useState<Granted>({ quota: null, persisted: null });
  const reload = useCallback(async () => {
    try {
      const [measured, said] = await Promise.all([client.storageUse(), askBrowser()]);
      setReport(measured);
      setGranted(said);
    } catch {
      // The store is being replaced; the next look finds the new one.
    }
  }, [client]);
  useEffect(() => {
    void reload();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void reload();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return { report, granted, reload };
}

async function askBrowser(): Promise<Granted> {
  // Absent where the page is neither https nor localhost.
  const storage: StorageManager | undefined = navigator.storage;
  const [estimate, persisted] = await Promise.all([
    storage?.estimate?.().catch(() => null) ?? null,
    storage?.persisted?.().catch(() => null) ?? null,
  ]);
  return { quota: estimate?.quota ?? null, persisted };
}
