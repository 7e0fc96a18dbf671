import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';

/**
 * The scripts and styles that a page loads before it has time to spare, whatever comes from a cache too. Such a page never
 * has time to spare: what the app fetches then would be counted, or not, by chance.
 */
export class FirstLoad {
  readonly #bodies = new Map<string, Promise<Buffer | null>>();

  /** Has to be called before the page is opened. */
  async watch(page: Page): Promise<void> {
    await page.addInitScript(() => {
      window.requestIdleCallback = () => 0;
    });
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      // What the worker fetches for later is no part of it.
      if (response.request().serviceWorker() !== null || !/\.(js|css)$/.test(pathname)) return;
      if (!this.#bodies.has(pathname)) {
        this.#bodies.set(
          pathname,
          response.body().catch(() => null),
        );
      }
    });
  }

  /** What has been loaded of a kind so far, in bytes as gzip sends them. */
  async bytes(kind: 'js' | 'css'): Promise<number> {
    const own = [...this.#bodies].filter(([pathname]) => pathname.endsWith(`.${kind}`));
    const bodies = await Promise.all(own.map(([, body]) => body));
    return bodies.reduce((sum, body) => sum + (body === null ? 0 : gzipSync(body, { level: 9 }).length), 0);
  }
}
