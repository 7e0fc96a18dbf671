import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';

/**
 * The scripts and styles that a page asks for until the list of chats is in it, whatever comes from a cache too. Such a
 * page never has time to spare: what the app fetches then would be counted, or not, by chance.
 */
export class FirstLoad {
  readonly #bodies = new Map<string, Promise<Buffer | null>>();
  #page: Page | null = null;

  /** Has to be called before the page is opened. */
  async watch(page: Page): Promise<void> {
    await page.addInitScript(() => {
      window.requestIdleCallback = () => 0;
      new MutationObserver((_, observer) => {
        if (!document.querySelector('nav[aria-label=Chats] a')) return;
        Reflect.set(window, '__listAt', performance.now());
        observer.disconnect();
      }).observe(document, { subtree: true, childList: true });
    });
    this.#page = page;
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

  /** What has been asked for of a kind until the list was there, in bytes as gzip sends them. The list has to be there. */
  async bytes(kind: 'js' | 'css'): Promise<number> {
    const late = new Set(await this.#page?.evaluate(afterTheList));
    const own = [...this.#bodies].filter(([pathname]) => pathname.endsWith(`.${kind}`) && !late.has(pathname));
    const bodies = await Promise.all(own.map(([, body]) => body));
    return bodies.reduce((sum, body) => sum + (body === null ? 0 : gzipSync(body, { level: 9 }).length), 0);
  }
}

/** Runs in the page: the paths of what it asked for only after the list was there. What it has is asked for again to keep it. */
function afterTheList(): readonly string[] {
  const listAt: unknown = Reflect.get(window, '__listAt');
  if (typeof listAt !== 'number') throw new Error('the list of chats is not there yet');
  const asked = performance.getEntriesByType('resource');
  const pathsOf = (entries: readonly PerformanceEntry[]) => entries.map(({ name }) => new URL(name).pathname);
  const before = new Set(pathsOf(asked.filter(({ startTime }) => startTime <= listAt)));
  return pathsOf(asked).filter((path) => !before.has(path));
}
