'use client';

import { useEffect } from 'react';
import { keepLoaded } from '../../offline/keep-loaded.ts';
import { fetchLater } from '../../ui/later.tsx';
import { sessionScreen } from './screens.tsx';

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
  await keepLoaded();
}

/** Fetches the screen to which a press on a chat leads, once there are chats that can be pressed. */
export function useSessionScreen(listed: boolean): void {
  useEffect(() => {
    if (!listed) return;
    return afterDrawing(() => {
      // Where it cannot be had now the screen itself says so.
      void sessionScreen.fetch().catch(() => undefined);
    });
  }, [listed]);
}

/** Once what is asked for first is shown, fetches and keeps the rest of the app, while nothing else is going on. */
export function useRestOfApp(shown: boolean): void {
  useEffect(() => {
    if (process.env.NODE_ENV !== 'production' || !shown) return;
    return whenIdle(() => {
      // What cannot be had is asked for again when it is wanted; without a place to keep it all works but an offline start.
      void fetchLater()
        .then(keepLoaded)
        .catch(() => undefined);
    });
  }, [shown]);
}

/** Runs it once a frame has been drawn; returns what calls that off. */
function afterDrawing(run: () => void): () => void {
  let handle = requestAnimationFrame(() => {
    handle = requestAnimationFrame(run);
  });
  return () => cancelAnimationFrame(handle);
}

/** Runs it when the browser has nothing better to do, at once where it cannot tell; returns what calls that off. */
function whenIdle(run: () => void): () => void {
  if (!('requestIdleCallback' in globalThis)) {
    run();
    return () => undefined;
  }
  const handle = requestIdleCallback(run);
  return () => cancelIdleCallback(handle);
}
