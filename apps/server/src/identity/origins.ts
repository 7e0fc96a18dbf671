import type { IncomingHttpHeaders } from 'node:http';

/** The origins whose pages may talk to this server: its own, and those of the configuration. */
export class Origins {
  #allowed: ReadonlySet<string>;
  readonly #extra: readonly string[];

  constructor(host: string, port: number, extra: readonly string[]) {
    this.#extra = extra;
    this.#allowed = new Set();
    this.listenOn(host, port);
  }

  /** Notes where the server really listens: port 0 becomes another. */
  listenOn(host: string, port: number): void {
    const everywhere = host === '0.0.0.0' || host === '::' || host === '';
    const hosts = ['localhost', '127.0.0.1', '[::1]', ...(everywhere ? [] : [host.includes(':') ? `[${host}]` : host])];
    this.#allowed = new Set([...hosts.map((name) => new URL(`http://${name}:${port}`).origin), ...this.#extra]);
  }

  list(): readonly string[] {
    return [...this.#allowed];
  }

  /** A request that changes something, or opens a WebSocket: browsers always name its Origin. */
  allows(headers: IncomingHttpHeaders): boolean {
    return headers.origin !== undefined && this.#allowed.has(headers.origin);
  }

  /** A request that only reads. Browsers leave the Origin out of their own page's GET, and say so by other headers. */
  allowsRead(headers: IncomingHttpHeaders): boolean {
    if (headers.origin !== undefined) return this.allows(headers);
    if (headers['sec-fetch-site'] === 'same-origin') return true;
    const referer = headers.referer && URL.canParse(headers.referer) ? new URL(headers.referer).origin : null;
    return referer !== null && this.#allowed.has(referer);
  }
}
