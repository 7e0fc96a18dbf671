import type { Page, WebSocketRoute } from '@playwright/test';

/** A link between a page and its server that a test holds in its hand: answers can wait, connections can fail. */
export class HeldLink {
  readonly #held = new Set<string>();
  readonly #waiting: { readonly event: string; readonly go: () => void }[] = [];
  /** Both ends of every connection. */
  readonly #open = new Map<WebSocketRoute, WebSocketRoute>();
  #refusing = false;

  /** How many connections are there now. */
  get open(): number {
    return this.#open.size;
  }

  static async on(page: Page): Promise<HeldLink> {
    const link = new HeldLink();
    await page.routeWebSocket(/\/socket\.io\//, (route) => link.#carry(route));
    // Where there is no WebSocket the client would try this way.
    await page.route(/\/socket\.io\/.*transport=polling/, (route) =>
      link.#refusing ? route.abort() : route.continue(),
    );
    return link;
  }

  /** Answers to requests of this event wait from now on. */
  hold(event: string): void {
    this.#held.add(event);
  }

  /** How many answers to this event wait. */
  waiting(event: string): number {
    return this.#waiting.filter((one) => one.event === event).length;
  }

  /** Lets the answers to this event through, those that wait and those to come. */
  release(event: string): void {
    this.#held.delete(event);
    const waiting = this.#waiting.splice(0);
    for (const one of waiting) {
      if (one.event === event) one.go();
      else this.#waiting.push(one);
    }
  }

  /** Breaks the connection, and every one to come until `restore`. */
  async cut(): Promise<void> {
    this.#refusing = true;
    const ends = [...this.#open].flat();
    this.#open.clear();
    await Promise.all(ends.map((end) => end.close()));
  }

  restore(): void {
    this.#refusing = false;
  }

  #carry(route: WebSocketRoute): void {
    if (this.#refusing) return void route.close();
    const server = route.connectToServer();
    this.#open.set(route, server);
    const asked = new Map<string, string>();
    route.onMessage((message) => {
      const request = /^42(\d+)\["([^"]+)"/.exec(String(message));
      if (request?.[1] && request[2]) asked.set(request[1], request[2]);
      server.send(message);
    });
    server.onMessage((message) => {
      const id = /^43(\d+)/.exec(String(message))?.[1];
      const event = id === undefined ? undefined : asked.get(id);
      if (event !== undefined && this.#held.has(event)) {
        this.#waiting.push({ event, go: () => route.send(message) });
      } else route.send(message);
    });
    route.onClose(() => {
      this.#open.delete(route);
      void server.close();
    });
  }
}
