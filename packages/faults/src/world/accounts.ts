const PASSWORD = 'a long enough password';

/** The origin that all nodes answer to, as behind a proxy of one name. */
export const ORIGIN = 'http://tidemark.test';

export type Login = { readonly userId: string; readonly username: string; readonly cookie: string };

/** Makes an account, or another login to one, and registers a device with it. */
export async function enter(
  port: number,
  how: 'sign-up' | 'sign-in',
  username: string,
  deviceId: string,
): Promise<Login> {
  const path = how === 'sign-up' ? '/api/auth/sign-up/email' : '/api/auth/sign-in/username';
  const entered = await post(port, path, { username, password: PASSWORD });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const registered = await post(port, '/api/devices', { deviceId, name: 'fault suite' }, cookie);
  const { user } = (await registered.json()) as { user: { userId: string } };
  return { userId: user.userId, username, cookie };
}

async function post(port: number, path: string, body: unknown, cookie = ''): Promise<Response> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json', ...(cookie ? { cookie } : {}) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response;
}
