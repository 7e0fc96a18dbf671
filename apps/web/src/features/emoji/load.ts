/** The list of emoji, fetched when it is first wanted. */
export const loadEmoji = () => import('./emoji-data.ts');

/** The picker itself. */
export const loadPicker = () => import('./picker.tsx');

/**
 * Fetches both while nothing else is going on, so that they are there without the network too. Waits for the service
 * worker, which keeps what it sees.
 */
export async function prefetchEmoji(): Promise<void> {
  if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  if (!serviceWorker.controller) {
    await new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  }
  await Promise.all([loadEmoji(), loadPicker()]);
}
