import { uuidv7 } from '../../src/ids.ts';
import { connect, handshake, type TestClient } from './client.ts';

/** A browser profile as the server sees one: a cookie, a device id, requests with an Origin, sockets. */
export class Browser {
  readonly port: number;
  readonly deviceId: string;
  cookie = '';
  userId = '';

  constructor(port: number, deviceId: string = uuidv7()) {
    this.port = port;
    this.deviceId = deviceId;
  }

  async post(path: string, body: unknown): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method: 'POST',
      headers: {
        origin: `http://localhost:${this.port}`,
        'content-type': 'application/json',
        ...(this.cookie ? { cookie: this.cookie } : {}),
      },
      body: JSON.stringify(body),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie) this.cookie = cookie;
    return response;
  }

  signUp(username: string, password = 'correct horse battery'): Promise<void> {
    return this.#enter('/api/auth/sign-up/email', { username, password });
  }

  signIn(username: string, password = 'correct horse battery'): Promise<void> {
    return this.#enter('/api/auth/sign-in/username', { username, password });
  }

  async connect(): Promise<TestClient> {
    const answer = await this.tryConnect();
    if (!('client' in answer)) throw new Error(`refused: ${JSON.stringify(answer.refused)}`);
    await answer.client.message('hello');
    return answer.client;
  }

  tryConnect(): ReturnType<typeof connect> {
    return connect({ port: this.port, cookie: this.cookie, auth: handshake(this.userId, this.deviceId) });
  }

  async #enter(path: string, credentials: object): Promise<void> {
    const entered = await this.post(path, credentials);
    if (entered.status !== 200) throw new Error(`${path}: ${entered.status} ${await entered.text()}`);
    const registered = await this.post('/api/devices', { deviceId: this.deviceId, name: 'test' });
    if (registered.status !== 200) throw new Error(`/api/devices: ${registered.status} ${await registered.text()}`);
    const { user } = (await registered.json()) as { user: { userId: string } };
    this.userId = user.userId;
  }
}
