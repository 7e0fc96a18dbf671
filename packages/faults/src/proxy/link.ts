import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { Pair } from './pair.ts';
import { type Weather, fairWeather } from './weather.ts';

export type LinkOptions = {
  /** The port of the node that the next connection goes to. */
  readonly node: () => number;
  readonly chance: (share: number) => boolean;
};

/** The way from one device to the server: a port of its own, and whatever weather the run makes on it. */
export class Link {
  weather: Weather = fairWeather();
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static open({ node, chance }: LinkOptions): Promise<Link> {
    return new Promise((resolve, reject) => {
      const server = createServer({ noDelay: true });
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const link = new Link(server, (server.address() as AddressInfo).port);
        server.on('connection', (socket) => link.#accept(socket, node(), chance));
        resolve(link);
      });
    });
  }

  /** Breaks every connection. */
  cut(): void {
    for (const pair of [...this.#pairs]) pair.cut();
  }

  /** Makes the connections that stand half-open, for as long as they live. */
  swallow(towards: 'server' | 'device'): void {
    for (const pair of this.#pairs) pair.swallow(towards);
  }

  /** Good weather again; what is half-open breaks, as it does when a timeout strikes at last. */
  mend(): void {
    Object.assign(this.weather, fairWeather());
    for (const pair of [...this.#pairs]) if (pair.isHalfOpen) pair.cut();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(device: Socket, port: number, chance: (share: number) => boolean): void {
    device.on('error', () => undefined); // told by close
    if (this.weather.refuses) return void device.destroy();
    const server = connect({ port, host: '127.0.0.1', noDelay: true });
    const pair = new Pair({ device, server }, this.weather, chance, () => this.#pairs.delete(pair));
    this.#pairs.add(pair);
  }
}
