import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy over several servers of this machine, as one stands before the nodes of an installation: connections go
 * round in turn, to servers that say they are ready. It knows nothing of HTTP, cookies or WebSocket.
 */
export class Balancer {
  readonly #ports: readonly number[];
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #next = 0;
  /** Connections that were given to each port. */
  readonly given = new Map<number, number>();

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#server = createServer({ pauseOnConnect: true }, (client) => void this.#give(client));
  }

  static async start(ports: readonly number[]): Promise<Balancer> {
    const balancer = new Balancer(ports);
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    return balancer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #give(client: Socket): Promise<void> {
    this.#keep(client);
    const from = (this.#next += 1);
    for (let i = 0; i < this.#ports.length; i += 1) {
      const port = this.#ports[(from + i) % this.#ports.length] ?? 0;
      if (!(await isReady(port))) continue;
      const server = connect(port, '127.0.0.1');
      this.#keep(server);
      this.given.set(port, (this.given.get(port) ?? 0) + 1);
      server.once('close', () => client.destroy());
      client.once('close', () => server.destroy());
      client.pipe(server).pipe(client);
      client.resume();
      return;
    }
    client.destroy();
  }

  #keep(socket: Socket): void {
    this.#open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#open.delete(socket));
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: 'close' } })).ok;
  } catch {
    return false;
  }
}
