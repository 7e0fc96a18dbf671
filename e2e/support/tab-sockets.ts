import type { Page, WebSocket } from '@playwright/test';

/** The live connections of tabs, as their browsers see them: the leader is the tab that has one. */
export class TabSockets {
  readonly #open = new Map<Page, Set<WebSocket>>();
  /** When each socket was opened, in ms of this process's own clock. */
  readonly opened: { readonly page: Page; readonly at: number }[] = [];

  /** Has to be called before the page is loaded. */
  watch(page: Page): void {
    const sockets = new Set<WebSocket>();
    this.#open.set(page, sockets);
    page.on('websocket', (socket) => {
      sockets.add(socket);
      this.opened.push({ page, at: performance.now() });
      socket.on('close', () => sockets.delete(socket));
    });
    // The sockets of the page before go without a word.
    page.on('request', (request) => {
      if (request.isNavigationRequest() && request.frame() === page.mainFrame()) sockets.clear();
    });
    page.on('close', () => this.#open.delete(page));
  }

  /** The open tabs that have a connection. */
  leaders(): readonly Page[] {
    return [...this.#open].flatMap(([page, sockets]) => (sockets.size > 0 ? [page] : []));
  }
}
