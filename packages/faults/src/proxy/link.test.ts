import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FrameSplitter } from './frames.ts';
import { Link } from './link.ts';

const UPGRADE = 'GET /socket.io/ HTTP/1.1\r\nUpgrade: websocket\r\n\r\n';
const AGREED = 'HTTP/1.1 101 Switching Protocols\r\n\r\n';

const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));
const frameOf = (text: string) => Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);

/** What a side of a connection has received after the HTTP head, as texts; `has` resolves when there are so many. */
class Side {
  readonly socket: Socket;
  readonly texts: string[] = [];
  readonly #splitter = new FrameSplitter();
  #head = '';

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      const end = this.#head === '' ? text.indexOf('\r\n\r\n') + 4 : 0;
      this.#head += text.slice(0, end);
      for (const frame of this.#splitter.push(chunk.subarray(end))) this.texts.push(frame.text ?? '');
    });
  }

  async has(count: number): Promise<readonly string[]> {
    while (this.texts.length < count) await once(this.socket, 'data');
    return this.texts;
  }

  say(...texts: readonly string[]): void {
    for (const text of texts) this.socket.write(frameOf(text));
  }
}

let server: Server;
let link: Link;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Chances are taken whenever there is one.
  link = await Link.open({ node: () => (server.address() as AddressInfo).port, chance: (share) => share > 0 });
});

afterEach(async () => {
  await link.close();
  server.close();
});

/** A device and the server that it is connected to through the link, both speaking WebSocket. */
async function pair(): Promise<{ device: Side; server: Side }> {
  const accepted = once(server, 'connection');
  const device = new Side(connect(link.port, '127.0.0.1'));
  device.socket.write(UPGRADE);
  const [socket] = (await accepted) as [Socket];
  const other = new Side(socket);
  socket.write(AGREED);
  return { device, server: other };
}

describe('the link of a device', () => {
  it('carries both directions as they are in fair weather', async () => {
    const { device, server } = await pair();
    device.say('2probe', '421["message:send",{}]');
    server.say('3', '42["sync:push",{}]');
    expect(await server.has(2)).toEqual(['2probe', '421["message:send",{}]']);
    expect(await device.has(2)).toEqual(['3', '42["sync:push",{}]']);
  });

  it('repeats requests and pushes, and nothing else', async () => {
    Object.assign(link.weather, { repeatsRequests: 1, repeatsPushes: 1 });
    const { device, server } = await pair();
    device.say('40{}', '421["sync:pull",{}]', '3');
    server.say('42["hello",{}]', '42["sync:push",{}]', '431[{}]');
    expect(await server.has(4)).toEqual(['40{}', '421["sync:pull",{}]', '421["sync:pull",{}]', '3']);
    expect(await device.has(4)).toEqual(['42["hello",{}]', '42["sync:push",{}]', '42["sync:push",{}]', '431[{}]']);
  });

  it('loses pushes, and nothing else', async () => {
    link.weather.dropsPushes = 1;
    const { device, server } = await pair();
    server.say('42["hello",{}]', '42["sync:push",{}]', '42["session:push",{}]', '431[{}]');
    expect(await device.has(2)).toEqual(['42["hello",{}]', '431[{}]']);
  });

  it('keeps the order of what it delays, also when the delay ends meanwhile', async () => {
    const { device, server } = await pair();
    device.say('0');
    await server.has(1);
    const said = Array.from({ length: 60 }, (_, at) => String(at + 1));
    for (const text of said) {
      link.weather.delayMs = text === '31' ? 0 : Number(text) % 7;
      device.say(text);
    }
    expect(await server.has(61)).toEqual(['0', ...said]);
  });

  it('half-open: one direction is silent, the other goes on, and neither end is told', async () => {
    const { device, server } = await pair();
    server.say('before');
    await device.has(1);
    link.swallow('device');
    server.say('lost');
    device.say('heard');
    expect(await server.has(1)).toEqual(['heard']);
    const cut = closed(device.socket);
    link.mend();
    await cut;
    expect(device.texts).toEqual(['before']);
  });

  it('turns connections away, and takes them again when it is mended', async () => {
    link.weather.refuses = true;
    await once(
      connect(link.port, '127.0.0.1').on('error', () => undefined),
      'close',
    );
    link.mend();
    const { device, server } = await pair();
    device.say('here');
    expect(await server.has(1)).toEqual(['here']);
  });

  it('breaks both ends', async () => {
    const { device, server } = await pair();
    const ends = Promise.all([closed(device.socket), closed(server.socket)]);
    link.cut();
    await ends;
  });
});
