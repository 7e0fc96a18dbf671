import type { Failure } from '@tidemark/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import { TestServer, wrapStore } from './support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await TestServer.start();
});
afterEach(() => server.close());

const refusedCode = (answer: Awaited<ReturnType<TestServer['tryConnect']>>) =>
  'client' in answer ? 'connected' : (answer.refused as Failure).code;

describe('POST /api/devices', () => {
  it('registers a device of the signed-in user, and repeating it changes nothing', async () => {
    const user = server.user('alice');
    const { cookie, loginId } = server.people.signIn(user.userId);
    const deviceId = uuidv7();
    for (let i = 0; i < 2; i += 1) {
      const answer = await server.post('/api/devices', { deviceId, name: ' Chrome ' }, { cookie });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ ok: true, user, deviceId });
    }
    expect(await server.store.devices(user.userId)).toMatchObject([{ deviceId, name: 'Chrome', loginId }]);
  });

  it('moves a device to a new login: the old login and its socket end', async () => {
    const { device, client } = await server.online('alice');
    const fresh = server.people.signIn(device.user.userId);
    const answer = await server.post(
      '/api/devices',
      { deviceId: device.deviceId, name: 'x' },
      { cookie: fresh.cookie },
    );
    expect(answer.status).toBe(200);
    expect(await client.closed).toBe('io server disconnect');
    expect(refusedCode(await server.tryConnect(device))).toBe('unauthenticated');
    await server.connect({ ...device, cookie: fresh.cookie });
  });

  it('refuses what it must', async () => {
    const { device } = await server.online('alice');
    const { cookie } = device;
    const body = { deviceId: device.deviceId, name: 'x' };
    const status = async (...args: Parameters<TestServer['post']>) => {
      const answer = await server.post(...args);
      return [answer.status, ((await answer.json()) as Failure).code];
    };
    expect(await status('/api/devices', body)).toEqual([401, 'unauthenticated']);
    expect(await status('/api/devices', body, { cookie, origin: 'https://evil.example' })).toEqual([
      403,
      'origin-refused',
    ]);
    for (const bad of [
      '{',
      '[]',
      { ...body, name: '' },
      { ...body, deviceId: 'x' },
      { ...body, more: 1 },
      'x'.repeat(20_000),
    ]) {
      expect(await status('/api/devices', bad, { cookie })).toEqual([400, 'bad-request']);
    }
    expect(await status('/api/devices', body, { cookie, 'content-type': 'text/plain' })).toEqual([400, 'bad-request']);
    await server.store.revokeDevice(device.user.userId, device.deviceId);
    expect(await status('/api/devices', body, { cookie })).toEqual([403, 'device-revoked']);
  });
});

describe('a revoked device', () => {
  it('is told, its socket closes, its login ends, and its next request is refused', async () => {
    const one = await server.online('alice');
    const two = await server.online('alice');
    await one.client.ask('device:revoke', { deviceId: two.device.deviceId });
    await two.client.message('device:revoked');
    expect(await two.client.closed).toBe('io server disconnect');
    expect(refusedCode(await server.tryConnect(two.device))).toBe('device-revoked');
    const answer = await server.post('/api/devices', { deviceId: uuidv7(), name: 'x' }, { cookie: two.device.cookie });
    expect(answer.status).toBe(401);
    const { devices } = await one.client.ask('device:list', {});
    expect(devices.map(({ deviceId }) => deviceId)).toEqual([one.device.deviceId]);
    expect(await one.client.ask('device:revoke', { deviceId: two.device.deviceId })).toEqual({ ok: true });
  });

  it('may be the one that asks: the answer comes before the end', async () => {
    const { device, client } = await server.online('alice');
    const answered = client.ask('device:revoke', { deviceId: device.deviceId });
    expect(await answered).toEqual({ ok: true });
    await client.message('device:revoked');
    await client.closed;
    expect(refusedCode(await server.tryConnect(device))).toBe('device-revoked');
  });

  it('is never somebody else’s', async () => {
    const alice = await server.online('alice');
    const bob = await server.online('bob');
    const answer = await bob.client.request('device:revoke', { deviceId: alice.device.deviceId });
    expect(answer).toMatchObject({ ok: false, code: 'device-unknown' });
    expect(await alice.client.ask('device:list', {})).toMatchObject({ devices: [{ current: true, online: true }] });
  });

  it('gets nothing of what is said afterwards', async () => {
    const [one, two, bob] = [await server.online('alice'), await server.online('alice'), await server.online('bob')];
    const { entry } = await bob.client.ask('session:create', { clientId: uuidv7(), usernames: ['alice'], title: null });
    await two.client.message('sync:push');
    await one.client.ask('device:revoke', { deviceId: two.device.deviceId });
    const before = two.client.messages('sync:push').length;
    await bob.client.ask('message:send', { sessionId: entry.sessionId, clientId: uuidv7(), text: 'secret' });
    await one.client.message('sync:push', ({ head }) => head === 2);
    await two.client.closed;
    expect(two.client.messages('sync:push')).toHaveLength(before);
  });

  it('that is revoked between handshake and greeting is not greeted', async () => {
    await server.close();
    let reads = 0;
    server = await TestServer.start({
      wrap: (store) =>
        wrapStore(store, {
          device: async (userId, deviceId) => {
            reads += 1;
            if (reads === 2) await store.revokeDevice(userId, deviceId);
            return store.device(userId, deviceId);
          },
        }),
    });
    const answer = await server.tryConnect(await server.device('alice'));
    if (!('client' in answer)) throw new Error('refused before the greeting');
    await answer.client.message('device:revoked');
    await answer.client.closed;
    expect(answer.client.messages('hello')).toEqual([]);
  });
});

describe('POST /api/sign-out', () => {
  it('ends login, device and socket, and is safe to repeat', async () => {
    const { device, client } = await server.online('alice');
    const { cookie, deviceId } = device;
    const first = await server.post('/api/sign-out', { deviceId }, { cookie });
    expect(first.status).toBe(200);
    expect(first.headers.getSetCookie()[0]).toContain('Max-Age=0');
    await client.closed;
    expect((await server.post('/api/sign-out', { deviceId }, { cookie })).status).toBe(200);
    expect((await server.post('/api/sign-out', { deviceId })).status).toBe(200);
    expect(refusedCode(await server.tryConnect(device))).toBe('device-revoked');
  });

  it('leaves other devices of the user alone', async () => {
    const one = await server.online('alice');
    const two = await server.online('alice');
    await server.post('/api/sign-out', { deviceId: one.device.deviceId }, { cookie: one.device.cookie });
    await one.client.closed;
    expect(await two.client.ask('device:list', {})).toMatchObject({ devices: [{ deviceId: two.device.deviceId }] });
  });

  it('needs an allowed Origin', async () => {
    const { device, client } = await server.online('alice');
    const headers = { cookie: device.cookie, origin: 'https://evil.example' };
    expect((await server.post('/api/sign-out', { deviceId: device.deviceId }, headers)).status).toBe(403);
    expect(client.socket.connected).toBe(true);
  });
});

it('the end of a login by another road closes its sockets without ending the device', async () => {
  const { device, client } = await server.online('alice');
  await server.people.auth.logins.end(device.loginId);
  expect(await client.closed).toBe('io server disconnect');
  expect(client.messages('device:revoked')).toEqual([]);
  expect(refusedCode(await server.tryConnect(device))).toBe('unauthenticated');
});

describe('sync:ack', () => {
  it('shows on the user’s other devices how far this one is; what is of no use is passed over', async () => {
    const [one, two, bob] = [await server.online('alice'), await server.online('alice'), await server.online('bob')];
    const { entry } = await bob.client.ask('session:create', {
      clientId: uuidv7(),
      usernames: ['alice'],
      title: null,
    });
    for (let n = 1; n <= 4; n += 1) {
      const message = { sessionId: entry.sessionId, clientId: uuidv7(), text: `message ${n}` };
      await bob.client.ask('message:send', message);
    }
    const epoch = await server.store.epoch();
    await one.client.ask('sync:ack', { epoch, checkpoint: 3 });
    await one.client.ask('sync:ack', { epoch, checkpoint: 2 });
    await one.client.ask('sync:ack', { epoch: 'another life', checkpoint: 5 });
    await one.client.ask('sync:ack', { epoch, checkpoint: 500 });
    const { devices } = await two.client.ask('device:list', {});
    const { deviceId } = one.device;
    expect(devices.find((device) => device.deviceId === deviceId)).toMatchObject({
      head: 5,
      floor: 1,
      acked: { seq: 3 },
    });
    expect(devices.find(({ current }) => current)).toMatchObject({ head: 5, acked: null, dormant: false });
  });
});
