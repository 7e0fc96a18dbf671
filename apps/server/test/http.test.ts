import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADDRESS_HEADER } from '../src/identity/auth.ts';
import { TestClock } from './support/clock.ts';
import { TestServer, wrapStore } from './support/server.ts';

let server: TestServer;
let away = false;
beforeAll(async () => {
  server = await TestServer.start({
    wrap: (store) => wrapStore(store, { epoch: () => (away ? Promise.reject(new Error('away')) : store.epoch()) }),
  });
});
afterAll(() => server.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${server.handle.port}${path}`, { headers });

describe('HTTP', () => {
  it('says that it lives, and whether it can serve', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    away = true;
    expect((await get('/healthz')).status).toBe(200);
    const ready = await get('/readyz');
    expect([ready.status, await ready.json()]).toEqual([503, { ok: false, reason: 'database' }]);
    away = false;
  });

  it.each(['/healthz', '/api/health/devices', '/api/nothing', '/', '/socket.io/?EIO=4&transport=polling'])(
    'puts the security headers on %s',
    async (path) => {
      const { headers } = await get(path, { origin: `http://localhost:${server.handle.port}` });
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('has nothing where there is nothing, and no page of another site may ask', async () => {
    expect((await get('/api/nothing')).status).toBe(404);
    expect((await get('/api/devices')).status).toBe(404);
    expect((await server.post('/api/nothing', {})).status).toBe(404);
    expect((await get('/api/health/devices', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await get('/api/health/devices')).status).toBe(401);
  });

  it('takes the address of the peer from the connection, never from a header of the request', async () => {
    const seen: (string | null)[] = [];
    const proxied = async (trust: string) => {
      const other = await TestServer.start({
        env: { TRUST_PROXY: trust },
        handleAuth: async (request) => {
          seen.push(request.headers.get(ADDRESS_HEADER));
          return new Response('{}');
        },
      });
      await other.post('/api/auth/x', {}, { [ADDRESS_HEADER]: '1.1.1.1', 'x-forwarded-for': '2.2.2.2, 3.3.3.3' });
      await other.close();
    };
    await proxied('off');
    await proxied('on');
    expect(seen).toEqual(['127.0.0.1', '3.3.3.3']);
  });

  it('does not read a body without end', async () => {
    const answer = await server.post('/api/auth/sign-in/username', 'x'.repeat(100_000));
    expect(answer.status).toBe(400);
  });
});

describe('while a connection lasts', () => {
  it('ends with its login, and its device counts as seen', async () => {
    const clock = new TestClock(1_000_000_000);
    const timed = await TestServer.start({ clock });
    const lasting = await timed.device('bob');
    const device = await timed.device('alice');
    const ending = timed.people.signIn(device.user.userId, clock.now() + 2 * 3_600_000);
    await timed.store.registerDevice({
      ...device,
      userId: device.user.userId,
      loginId: ending.loginId,
      name: 'x',
      at: 0,
    });
    const [stays, ends] = [await timed.connect(lasting), await timed.connect({ ...device, cookie: ending.cookie })];
    for (let minute = 0; minute < 119; minute += 1) clock.advance(60_000);
    await ends.ask('device:list', {});
    await expect
      .poll(async () => (await timed.store.device(lasting.user.userId, lasting.deviceId))?.lastSeenAt)
      .toBeGreaterThanOrEqual(1_000_000_000 + 3_600_000);
    clock.advance(60_000);
    expect(await ends.closed).toBe('io server disconnect');
    expect(stays.socket.connected).toBe(true);
    await timed.close();
  });
});
