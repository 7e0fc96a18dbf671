/** Where the browser draws a number on the app's icon. */
type Badging = { readonly setAppBadge?: (count: number) => Promise<void> };

/** Draws the count on the installed app's icon, 0 for none. Where that is not possible nothing happens. */
export function drawAppBadge(count: number, browser: Badging = navigator): void {
  // Refused where the page is not installed or may not: the number still stands in the title.
  browser.setAppBadge?.(count).catch(() => {});
}
