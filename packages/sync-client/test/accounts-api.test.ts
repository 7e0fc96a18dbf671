import { failure } from '@tidemark/protocol';
import { sampleId } from '@tidemark/timeline/testing';
import { describe, expect, it } from 'vitest';
import { accountsApi } from '../src/browser/accounts-api.ts';
import { deviceName } from '../src/browser/device-name.ts';

const USER = { userId: sampleId('a', 1), username: 'alice', displayName: 'Alice' };
const credentials = { username: 'alice', password: 'a password' };

/** An API on a server that gives one answer; null = there is no connection. */
function api(answer: { status: number; body: unknown } | null) {
  const asked: { path: string; body: unknown }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push({ path: input as string, body: JSON.parse(init?.body as string) });
    if (answer === null) throw new TypeError('Failed to fetch');
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  };
  return { ...accountsApi(fetch), asked };
}

describe('accounts', () => {
  it('signs in and up with a name and a password only', async () => {
    const server = api({ status: 200, body: { user: { id: USER.userId }, token: 't' } });
    expect(await server.signIn(credentials)).toBe(USER.userId);
    expect(await server.signUp(credentials)).toBe(USER.userId);
    expect(server.asked).toEqual([
      { path: '/api/auth/sign-in/username', body: credentials },
      { path: '/api/auth/sign-up/email', body: credentials },
    ]);
  });

  it.each([
    [null, { code: 'unavailable', retryable: true }],
    [
      { status: 401, body: { code: 'INVALID_USERNAME_OR_PASSWORD' } },
      { code: 'unauthenticated', retryable: false },
    ],
    [{ status: 400, body: { code: 'USERNAME_IS_ALREADY_TAKEN' } }, { message: /taken/ }],
    [
      { status: 429, body: {} },
      { code: 'too-fast', retryable: true },
    ],
    [
      { status: 503, body: failure('unavailable') },
      { code: 'unavailable', retryable: true },
    ],
    [
      { status: 502, body: '<html>' },
      { code: 'unavailable', retryable: true },
    ],
    [
      { status: 403, body: failure('origin-refused') },
      { code: 'origin-refused', retryable: false },
    ],
  ])('explains a refusal: %j', async (answer, expected) => {
    const { message, ...rest } = expected as { message?: RegExp };
    const error: unknown = await api(answer)
      .signIn(credentials)
      .catch((refused: unknown) => refused);
    expect(error).toMatchObject({ name: 'ActionError', ...rest });
    expect((error as Error).message).toMatch(message ?? /./);
  });

  it('registers a device, or gives the reason why not', async () => {
    const deviceId = sampleId('d', 1);
    const done = api({ status: 200, body: { ok: true, user: USER, deviceId } });
    expect(await done.registerDevice(deviceId, 'Chrome on Linux')).toEqual(USER);
    const revoked = api({ status: 403, body: failure('device-revoked') });
    expect(await revoked.registerDevice(deviceId, 'x')).toMatchObject({ ok: false, code: 'device-revoked' });
    expect(await api(null).registerDevice(deviceId, 'x')).toMatchObject({ ok: false, code: 'unavailable' });
  });

  it('says whether a sign-out has reached the server', async () => {
    expect(await api({ status: 200, body: { ok: true } }).signOut('d')).toBe(true);
    expect(await api({ status: 503, body: failure('unavailable') }).signOut('d')).toBe(false);
    expect(await api(null).signOut('d')).toBe(false);
  });
});

describe('device name', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36',
      'Chrome on Linux',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0 Safari/537.36',
      'Chrome on Linux',
    ],
    ['Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0', 'Edge on Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1 Version/19.0 Safari/605.1', 'Safari on macOS'],
    ['Mozilla/5.0 (Android 16; Mobile; rv:148.0) Gecko/148.0 Firefox/148.0', 'Firefox on Android'],
    ['something else', 'Browser'],
  ])('%s', (userAgent, name) => {
    expect(deviceName(userAgent)).toBe(name);
  });
});
