import { PROTOCOL_VERSION } from '@tidemark/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import { handshake } from './support/client.ts';
import { TestServer, wrapStore, type Device } from './support/server.ts';

let server: TestServer;
let device: Device;
beforeAll(async () => {
  server = await TestServer.start({ env: { APP_ORIGIN: 'https://chat.example.org' } });
  device = await server.device('alice');
});
afterAll(() => server.close());

const code = (answer: Awaited<ReturnType<TestServer['tryConnect']>>) =>
  'client' in answer
    ? 'connected'
    : typeof answer.refused === 'string'
      ? 'refused before a socket'
      : answer.refused.code;

describe('the Origin', () => {
  it.each(['https://chat.example.org', undefined])('lets pages of the allowed origins in: %s', async (origin) => {
    expect(code(await server.tryConnect(device, { origin }))).toBe('connected');
    expect(code(await server.tryConnect(device, { origin, transports: ['polling'] }))).toBe('connected');
  });

  it.each(['https://evil.example', 'null', 'http://chat.example.org', null])(
    'keeps out %s, on every transport',
    async (origin) => {
      for (const transport of ['websocket', 'polling'] as const) {
        const answer = await server.tryConnect(device, { origin, transports: [transport] });
        expect([transport, code(answer)]).toEqual([transport, 'refused before a socket']);
      }
    },
  );

  it('keeps out a WebSocket without one even where other headers speak for it', async () => {
    const headers = { 'sec-fetch-site': 'same-origin' };
    expect(code(await server.tryConnect(device, { origin: null, headers }))).toBe('refused before a socket');
  });
});

describe('the handshake', () => {
  it('greets first, with the bounds of the sync timeline', async () => {
    const client = await server.connect(device);
    expect(client.received[0]).toEqual({
      event: 'hello',
      payload: { protocol: PROTOCOL_VERSION, deviceId: device.deviceId, epoch: 'epoch-1', head: 0, floor: 1 },
    });
  });

  it('wants a login', async () => {
    expect(code(await server.tryConnect(device, { cookie: undefined }))).toBe('unauthenticated');
    expect(code(await server.tryConnect(device, { cookie: 'login=forged' }))).toBe('unauthenticated');
  });

  it('wants the login of the user that it names', async () => {
    const other = await server.device('bob');
    expect(code(await server.tryConnect(device, { cookie: other.cookie }))).toBe('unauthenticated');
    const auth = handshake(other.user.userId, device.deviceId);
    expect(code(await server.tryConnect(device, { auth }))).toBe('unauthenticated');
  });

  it('wants a device that is registered', async () => {
    expect(code(await server.tryConnect(device, { auth: handshake(device.user.userId, uuidv7()) }))).toBe(
      'device-unknown',
    );
  });

  it('wants the login that the device is bound to', async () => {
    const { cookie } = server.people.signIn(device.user.userId);
    expect(code(await server.tryConnect(device, { cookie }))).toBe('unauthenticated');
  });

  it('says of a revoked device that it is revoked, also when its login is gone', async () => {
    const gone = await server.device('alice');
    await server.store.revokeDevice(gone.user.userId, gone.deviceId);
    expect(code(await server.tryConnect(gone))).toBe('device-revoked');
    expect(code(await server.tryConnect(gone, { cookie: undefined }))).toBe('device-revoked');
  });

  it('takes no other protocol version, whatever else it carries', async () => {
    const auth = handshake(device.user.userId, device.deviceId);
    expect(code(await server.tryConnect(device, { auth: { ...auth, protocol: PROTOCOL_VERSION + 1, more: 1 } }))).toBe(
      'protocol-unsupported',
    );
    expect(code(await server.tryConnect(device, { auth: { ...auth, protocol: 0 } }))).toBe('protocol-unsupported');
  });

  it.each([
    {},
    { protocol: PROTOCOL_VERSION },
    { protocol: '1' },
    { protocol: PROTOCOL_VERSION, userId: 'x', deviceId: 'y' },
  ])('answers a malformed one: %j', async (auth) => {
    expect(code(await server.tryConnect(device, { auth }))).toBe('bad-request');
  });

  it('leaves a device one socket: the newer replaces the older', async () => {
    const one = await server.device('alice');
    const older = await server.connect(one);
    const newer = await server.connect(one);
    expect(await older.closed).toBe('io server disconnect');
    expect(older.messages('device:revoked')).toEqual([]);
    expect(await newer.ask('device:list', {})).toMatchObject({ ok: true });
    const health = await fetch(`http://127.0.0.1:${server.handle.port}/api/health/devices`, {
      headers: { cookie: one.cookie },
    });
    const { devices } = (await health.json()) as { devices: { deviceId: string; sockets: number }[] };
    expect(devices.find(({ deviceId }) => deviceId === one.deviceId)?.sockets).toBe(1);
  });

  it('says that it is away when the database is', async () => {
    const away = () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
    const broken = await TestServer.start({ wrap: (store) => wrapStore(store, { device: away }) });
    expect(code(await broken.tryConnect(await broken.device('alice')))).toBe('unavailable');
    await broken.close();
  });
});
