import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ErrorCode, failure } from '@tidemark/protocol';
import { ALICE, EPOCH, sampleFrame, sampleId } from '@tidemark/timeline/testing';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browserClock } from '../src/browser/ports.ts';
import type { TransportEvent } from '../src/ports.ts';
import { ManualClock } from '../src/testing/index.ts';
import { SocketTransport } from '../src/transport/socket-transport.ts';

const HANDSHAKE = { protocol: 1, userId: ALICE, deviceId: sampleId('d', 1) };
const BOUNDS = { epoch: EPOCH, head: 4, floor: 1 };
const HELLO = { protocol: 1, deviceId: HANDSHAKE.deviceId, ...BOUNDS };

let io: Server;
let url: string;
let transport: SocketTransport;
let events: TransportEvent[];
let wake: () => void;

beforeEach(async () => {
  const http = createServer();
  io = new Server(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  use(new SocketTransport({ clock: browserClock, url }));
});

afterEach(async () => {
  transport.disconnect();
  await io.close();
});

function use(next: SocketTransport): void {
  transport = next;
  events = [];
  wake = () => {};
  transport.listen((event) => {
    events.push(event);
    wake();
  });
}

/** The events so far, once there are so many. */
async function heard(count: number): Promise<readonly TransportEvent[]> {
  while (events.length < count) await new Promise<void>((resolve) => (wake = resolve));
  return events;
}

/** Connects; the server greets and gives its side of the socket. */
async function connect(): Promise<Socket> {
  const accepted = new Promise<Socket>((resolve) => io.once('connection', resolve));
  transport.connect(HANDSHAKE);
  const socket = await accepted;
  socket.emit('hello', HELLO);
  await heard(1);
  return socket;
}

describe('the connection', () => {
  it('says who it is, and counts as made with the first word of the server', async () => {
    const socket = await connect();
    expect(socket.handshake.auth).toEqual(HANDSHAKE);
    expect(socket.conn.transport.name).toBe('websocket');
    expect(events).toEqual([{ kind: 'hello', bounds: BOUNDS }]);
  });

  it('hands on what is pushed, without the fields that it does not know', async () => {
    const socket = await connect();
    const frame = sampleFrame(5, [null]);
    socket.emit('sync:push', { ...frame, later: 'version' });
    expect((await heard(2))[1]).toEqual({ kind: 'push', frame });
  });

  it('does not swallow a push that it cannot read: the link is renewed instead', async () => {
    const socket = await connect();
    const left = new Promise((resolve) => socket.once('disconnect', resolve));
    socket.emit('sync:push', { ...sampleFrame(5, [null]), from: 2 ** 60 });
    expect((await heard(2))[1]).toEqual({ kind: 'closed' });
    await left;
  });

  it.each<ErrorCode>(['unauthenticated', 'device-revoked', 'device-unknown', 'protocol-unsupported'])(
    'tells a refusal by its code: %s',
    async (code) => {
      io.use((_, next) => next(Object.assign(new Error(code), { data: failure(code) })));
      transport.connect(HANDSHAKE);
      expect(await heard(1)).toEqual([{ kind: 'refused', code }]);
    },
  );

  it('takes "not now" for no connection, to be tried again', async () => {
    io.use((_, next) => next(Object.assign(new Error('down'), { data: failure('unavailable') })));
    transport.connect(HANDSHAKE);
    expect(await heard(1)).toEqual([{ kind: 'closed' }]);
  });

  it('gives up on a server that does not greet', async () => {
    const clock = new ManualClock();
    use(new SocketTransport({ clock, url }));
    const accepted = new Promise((resolve) => io.once('connection', resolve));
    transport.connect(HANDSHAKE);
    await accepted;
    expect(clock.next()).toBe(true);
    expect(events).toEqual([{ kind: 'closed' }]);
  });

  it('is revoked by a word, and closed with the time to come back when the server restarts', async () => {
    const first = await connect();
    first.emit('device:revoked', {});
    expect((await heard(2))[1]).toEqual({ kind: 'refused', code: 'device-revoked' });

    use(new SocketTransport({ clock: browserClock, url }));
    const second = await connect();
    second.emit('server:restart', { reconnectInMs: 1234 });
    second.disconnect(true);
    expect((await heard(2))[1]).toEqual({ kind: 'closed', reconnectInMs: 1234 });
  });

  it('says nothing of a connection that was dropped on purpose, or replaced', async () => {
    const first = await connect();
    const left = new Promise((resolve) => first.once('disconnect', resolve));
    events.length = 0;
    await connect();
    await left;
    transport.disconnect();
    expect(events).toEqual([{ kind: 'hello', bounds: BOUNDS }]);
  });
});

describe('requests', () => {
  it('bring the answer, a refusal, or what is wrong with the answer', async () => {
    const socket = await connect();
    const readSeq = 3;
    const answers: unknown[] = [{ ok: true, readSeq, later: 'version' }, failure('not-a-member'), { ok: true }];
    socket.on('read:mark', (_, acknowledge: (answer: unknown) => void) => acknowledge(answers.shift()));
    const ask = () => transport.request('read:mark', { sessionId: sampleId('5', 1), seq: 3 }, 5_000);
    expect(await ask()).toEqual({ ok: true, readSeq });
    expect(await ask()).toEqual(failure('not-a-member'));
    expect(await ask()).toMatchObject({ ok: false, code: 'internal', retryable: true });
  });

  it('fail at once without a connection, and tell silence from a broken link', async () => {
    const ask = (ms: number) => transport.request('device:list', {}, ms);
    expect(await ask(5_000)).toMatchObject({ code: 'unavailable', detail: 'not connected' });
    const socket = await connect();
    expect(await ask(20)).toMatchObject({ code: 'unavailable', detail: 'timeout' });
    const pending = ask(60_000);
    socket.once('device:list', () => socket.disconnect(true));
    expect(await pending).toMatchObject({ code: 'unavailable', detail: 'disconnected', retryable: true });
  });
});
