import { CACHE_NAME, htmlAssets, kindOf } from './offline/requests.ts';

/**
 * Lets the app start without the network. The page is one shell for every address, so one copy of it serves them all:
 * navigations ask the network first and fall back on that copy; the build's own files never change and come from the
 * cache. Everything else, /api and /socket.io above all, is left to the browser.
 */
type WorkerEvent = Event & { waitUntil(work: Promise<unknown>): void };
type FetchWorkerEvent = WorkerEvent & { readonly request: Request; respondWith(response: Promise<Response>): void };
type WorkerScope = {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchWorkerEvent) => void): void;
};

const worker = self as unknown as WorkerScope;
const SHELL = '/';
/** A navigation that the network has not answered by then is served from the copy, in ms. */
const PATIENCE = 4000;

worker.addEventListener('install', (event) => {
  event.waitUntil(Promise.all([refreshShell(), worker.skipWaiting()]));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([dropOldCaches(), worker.clients.claim()]));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const kind = kindOf(request, worker.location.origin);
  if (kind === 'asset') event.respondWith(cacheFirst(request));
  if (kind === 'page') event.respondWith(pageFirstFromNetwork(event));
});

async function cacheFirst(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE_NAME);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

async function pageFirstFromNetwork(event: FetchWorkerEvent): Promise<Response> {
  const cache = await caches.open(CACHE_NAME);
  const kept = await cache.match(SHELL, { ignoreVary: true });
  try {
    const response = await (kept ? fetchWithin(event.request, PATIENCE) : fetch(event.request));
    if (isShell(response)) event.waitUntil(keepShell(response.clone()));
    // A proxy's error page helps nobody who has the app on this device.
    return response.status >= 500 && kept ? kept : response;
  } catch (cause) {
    if (kept) return kept;
    throw cause;
  }
}

/** Gives up when the server has not begun to answer by then; what it has begun may take its time. */
async function fetchWithin(request: Request, ms: number): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ms);
  try {
    return await fetch(request, { signal: abort.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function refreshShell(): Promise<void> {
  const response = await fetch(SHELL, { credentials: 'same-origin' });
  if (isShell(response)) await keepShell(response);
}

function isShell(response: Response): boolean {
  return response.ok && !response.redirected && (response.headers.get('content-type') ?? '').startsWith('text/html');
}

/** Keeps the page together with the files it names. */
async function keepShell(response: Response): Promise<void> {
  const cache = await caches.open(CACHE_NAME);
  const html = await response.clone().text();
  const wanted = new Set(htmlAssets(html));
  await Promise.all(
    [...wanted].map(async (path) => (await cache.match(path, { ignoreVary: true })) ?? cache.add(path)),
  );
  await cache.put(SHELL, response);
}

async function dropOldCaches(): Promise<void> {
  for (const name of await caches.keys()) if (name !== CACHE_NAME) await caches.delete(name);
}
