import type { ServerPlace } from './test-server.ts';

/** A person with an account. */
export type Person = { readonly username: string; readonly password: string; readonly userId: string };

/** A login over HTTP, as a program has it: the cookie is the proof. */
export type Login = { readonly userId: string; readonly cookie: string };

export function originOf({ port }: ServerPlace): string {
  return `http://localhost:${port}`;
}

let made = 0;

/** A name that no other test uses: one's own process, one's own count. */
export function uniqueName(base: string): string {
  made += 1;
  return `${base}-${process.pid.toString(36)}${Date.now().toString(36).slice(-5)}${made.toString(36)}`;
}

/** Creates an account. */
export async function signUp(place: ServerPlace, base: string): Promise<Person> {
  const username = uniqueName(base);
  const password = `correct horse ${username}`;
  const { userId } = await enter(place, '/api/auth/sign-up/email', { username, password });
  return { username, password, userId };
}

export async function signIn(place: ServerPlace, { username, password }: Person): Promise<Login> {
  return enter(place, '/api/auth/sign-in/username', { username, password });
}

async function enter(place: ServerPlace, path: string, body: object): Promise<Login> {
  const response = await post(place, path, body);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  const { user } = JSON.parse(text) as { user: { id: string } };
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  return { userId: user.id, cookie };
}

/** A POST as a page of this server makes it. */
export function post(place: ServerPlace, path: string, body: object, cookie = ''): Promise<Response> {
  return fetch(`http://127.0.0.1:${place.port}${path}`, {
    method: 'POST',
    headers: { origin: originOf(place), 'content-type': 'application/json', ...(cookie ? { cookie } : {}) },
    body: JSON.stringify(body),
  });
}

/** How many sockets the server has for each device of the signed-in user. */
export async function socketCounts(place: ServerPlace, cookie: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`http://127.0.0.1:${place.port}/api/health/devices`, { headers: { cookie } });
  const answer = (await response.json()) as { devices: readonly { deviceId: string; sockets: number }[] };
  return new Map(answer.devices.map(({ deviceId, sockets }) => [deviceId, sockets]));
}
