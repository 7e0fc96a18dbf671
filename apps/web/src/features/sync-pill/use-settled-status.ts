'use client';

import type { SyncStatus } from '@tidemark/sync-client';
import { useEffect, useState } from 'react';
import { useStatus } from '../../sync/hooks.ts';

/** A blink of the network is silent: another kind of state must last this long to be shown. */
const SETTLE_MS = 400;

/** The sync state as shown. Going live shows at once; within one kind, numbers follow at once. */
export function useSettledStatus(): SyncStatus {
  const status = useStatus();
  const [shown, setShown] = useState(status);
  if (shown !== status && (shown.kind === status.kind || status.kind === 'live')) setShown(status);
  useEffect(() => {
    if (shown.kind === status.kind) return;
    const timer = setTimeout(() => setShown(status), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [status, shown.kind]);
  return shown;
}
