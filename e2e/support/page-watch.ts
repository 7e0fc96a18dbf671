import type { Page } from '@playwright/test';

type Found = {
  readonly ran: boolean;
  readonly violations: readonly string[];
  readonly dialogs: readonly string[];
  readonly polluted: boolean;
};

/**
 * Watches a page for what hostile texts would do: run (they set `window.__ran`), load what the policy forbids, open a
 * dialog, or write into the prototype of all objects. Call it before the page is opened.
 */
export async function watchPage(page: Page): Promise<{ found(): Promise<Found> }> {
  const dialogs: string[] = [];
  const violations: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.exposeFunction('__violated', (what: string) => violations.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { __violated: report } = window as unknown as { __violated: (what: string) => void };
      report(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return {
    found: async () => ({
      ...(await page.evaluate(() => ({
        ran: '__ran' in window,
        polluted: 'polluted' in {},
      }))),
      violations,
      dialogs,
    }),
  };
}
