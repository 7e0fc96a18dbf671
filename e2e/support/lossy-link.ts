import type { Page, WebSocketRoute } from '@playwright/test';

/**
 * A link between a page and its server whose answers get lost. While it loses, requests reach the server and nothing
 * of what the server says after its greeting reaches the page; when the server has answered a `message:send`, the
 * connection breaks.
 */
export class LossyLink {
  /** Acknowledgements of `message:send` that were swallowed. */
  lost = 0;
  /** Connections that the page has opened. */
  opened = 0;
  /** Client ids of the `message:send` requests, one per time of asking. */
  readonly sent: string[] = [];
  #losing = false;

  static async on(page: Page): Promise<LossyLink> {
    const link = new LossyLink();
    await page.routeWebSocket(/\/socket\.io\//, (route) => link.#carry(route));
    return link;
  }

  /** Swallows so many acknowledgements from now on. */
  lose(count: number): void {
    this.#losing = true;
    this.#left = count;
  }

  #left = 0;

  #carry(route: WebSocketRoute): void {
    this.opened += 1;
    const server = route.connectToServer();
    const asked = new Set<string>();
    route.onMessage((message) => {
      const send = /^42(\d+)\["message:send",(.*)\]$/s.exec(String(message));
      if (send?.[1] && send[2]) {
        asked.add(send[1]);
        this.sent.push((JSON.parse(send[2]) as { clientId: string }).clientId);
      }
      server.send(message);
    });
    server.onMessage((message) => {
      const text = String(message);
      // Engine.IO's own packets, the connection's acknowledgement and the greeting get through.
      if (!this.#losing || /^([0236]|40|42\["hello")/.test(text)) return route.send(message);
      const answered = /^43(\d+)/.exec(text)?.[1];
      if (answered === undefined || !asked.has(answered)) return;
      this.lost += 1;
      this.#left -= 1;
      if (this.#left === 0) this.#losing = false;
      void Promise.all([route.close(), server.close()]);
    });
  }
}
