import type { BrowserContext, Page } from '@playwright/test';

declare global {
  interface Window {
    /** Transactions of this tab that are under way. */
    openTransactions: number;
  }
}

/** Lets the tabs of a profile be frozen. Has to be called before they are opened. */
export async function makeFreezable(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.openTransactions = 0;
    const method = 'transaction';
    const begin = IDBDatabase.prototype[method];
    IDBDatabase.prototype[method] = function (this: IDBDatabase, ...asked: Parameters<typeof begin>) {
      const under = begin.apply(this, asked);
      window.openTransactions += 1;
      const end = () => {
        window.openTransactions -= 1;
      };
      under.addEventListener('complete', end);
      under.addEventListener('abort', end);
      return under;
    };
  });
}

/**
 * Stops every script and timer of a tab, which keeps its lock and its socket, as a browser does to one in the
 * background; the answer lets it go on. By the debugger: the lifecycle command leaves a visible page running. Between two
 * transactions: a tab that holds up others in the database is one that a browser leaves running.
 */
export async function freeze(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const paused = new Promise<void>((resolve) => session.once('Debugger.paused', () => resolve()));
  await session.send('Debugger.enable');
  await page.evaluate(() => {
    const tryNow = (): void => {
      // oxlint-disable-next-line no-debugger -- stopping is what it is for
      if (window.openTransactions === 0) debugger;
      else setTimeout(tryNow);
    };
    setTimeout(tryNow);
  });
  await paused;
  return () => session.detach();
}
