'use client';

import { useEffect } from 'react';
import { CACHE_NAME } from '../../offline/requests.ts';

/** Registers the worker that lets the app start without the network. Development builds have none. */
export function useServiceWorker(): void {
  useEffect(() => {
    if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return;
    void keepForOffline().catch(() => {
      // Without it everything works but a start with no network.
    });
  }, []);
}

async function keepForOffline(): Promise<void> {
  await navigator.serviceWorker.register(new URL('../../sw.ts', import.meta.url), { scope: '/' });
  await navigator.serviceWorker.ready;
  // What this page loaded before the worker stood between it and the network: the worker never saw those requests.
  const cache = await caches.open(CACHE_NAME);
  for (const { name } of performance.getEntriesByType('resource')) {
    const url = new URL(name);
    if (url.origin !== location.origin || !url.pathname.startsWith('/_next/static/')) continue;
    if (!(await cache.match(name, { ignoreVary: true }))) await cache.add(name);
  }
}
