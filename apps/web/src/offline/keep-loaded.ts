import { CACHE_NAME } from './requests.ts';

/**
 * Keeps what this page has loaded of the build, so that it is there without the network too: the worker did not see what
 * was asked for before it stood between the page and the network.
 */
export async function keepLoaded(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.ready;
  const cache = await caches.open(CACHE_NAME);
  for (const { name } of performance.getEntriesByType('resource')) {
    const url = new URL(name);
    if (url.origin !== location.origin || !url.pathname.startsWith('/_next/static/')) continue;
    if (!(await cache.match(name, { ignoreVary: true }))) await cache.add(name);
  }
}
