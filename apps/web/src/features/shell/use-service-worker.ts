'use client';

import { useEffect } from 'react';

/** Registers the worker that lets the app start without the network. Development builds have none. */
export function useServiceWorker(): void {
  useEffect(() => {
    if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return;
    navigator.serviceWorker.register(new URL('../../sw.ts', import.meta.url), { scope: '/' }).catch(() => {
      // Without it everything works but a start with no network.
    });
  }, []);
}
