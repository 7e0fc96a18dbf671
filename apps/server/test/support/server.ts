import { MemoryTimelineStore } from '@tidemark/timeline/testing';
import type { TimelineStore, UserProfile } from '@tidemark/timeline';
import { NO_BUS, type Bus } from '../../src/bus/bus.ts';
import { systemClock, type Clock } from '../../src/clock.ts';
import { readEnv } from '../../src/env.ts';
import { Origins } from '../../src/identity/origins.ts';
import { uuidv7 } from '../../src/ids.ts';
import { silentLog, type Log } from '../../src/log.ts';
import { OnlineDevices } from '../../src/push/online.ts';
import { Endings } from '../../src/rights/endings.ts';
import { startServer, type ServerHandle } from '../../src/server.ts';
import { connect, handshake, type TestClient } from './client.ts';
import { People } from './people.ts';

export type Device = {
  readonly user: UserProfile;
  readonly deviceId: string;
  readonly loginId: string;
  readonly cookie: string;
};

/** A store in which some methods are other ones. */
export function wrapStore(store: TimelineStore, other: Partial<TimelineStore>): TimelineStore {
  return new Proxy(store, {
    get: (target, name) => {
      const replaced: unknown = Reflect.get(other, name);
      if (replaced !== undefined) return replaced;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A server over the in-memory store, with people, devices and sockets to drive it. */
export class TestServer {
  readonly people: People;
  readonly store: TimelineStore;
  readonly handle: ServerHandle;
  readonly #clock: Clock;
  readonly #clients: TestClient[] = [];

  private constructor(people: People, store: TimelineStore, handle: ServerHandle, clock: Clock) {
    this.#clock = clock;
    this.people = people;
    this.store = store;
    this.handle = handle;
  }

  static async start(
    options: {
      readonly env?: Record<string, string>;
      readonly wrap?: (store: TimelineStore) => TimelineStore;
      readonly log?: Log;
      /** Another server on the same store and people: this one is the next node. */
      readonly beside?: TestServer;
      readonly bus?: Bus;
      readonly clock?: Clock;
      readonly users?: readonly string[];
      readonly handleAuth?: (request: Request) => Promise<Response>;
    } = {},
  ): Promise<TestServer> {
    const clock = options.clock ?? systemClock;
    const people = options.beside?.people ?? new People();
    if (!options.beside) for (const name of options.users ?? ['alice', 'bob', 'carol']) people.add(name);
    const env = readEnv({ PORT: '0', NODE_ENV: 'test', ...options.env });
    const now = () => clock.now();
    const { users } = people;
    const memory =
      options.beside?.store ??
      new MemoryTimelineStore({ epoch: 'epoch-1', now, users, pullThreshold: env.PULL_THRESHOLD });
    const store = options.wrap?.(memory) ?? memory;
    const online = new OnlineDevices();
    const bus = options.bus ?? NO_BUS;
    const endings = new Endings(online, bus);
    const onLoginEnded = (loginId: string) => endings.loginEnded(loginId);
    if (!options.beside) people.onLoginEnded = onLoginEnded;
    const handle = await startServer({
      env,
      store,
      auth: { ...people.authOf(onLoginEnded), ...(options.handleAuth ? { handle: options.handleAuth } : {}) },
      directory: people.directory,
      online,
      bus,
      endings,
      readStandings: (devices) => people.standings(store, clock, devices),
      origins: new Origins(env.HOST, env.PORT, env.APP_ORIGIN),
      clock,
      log: options.log ?? silentLog,
    });
    return new TestServer(people, store, handle, clock);
  }

  user(username: string): UserProfile {
    const user = [...this.people.users.values()].find((one) => one.username === username);
    if (!user) throw new Error(`no user ${username}`);
    return user;
  }

  /** A registered device of a user, signed in. */
  async device(username: string): Promise<Device> {
    const user = this.user(username);
    const { loginId, cookie } = this.people.signIn(user.userId);
    const deviceId = uuidv7();
    await this.store.registerDevice({ userId: user.userId, deviceId, loginId, name: 'test', at: this.#clock.now() });
    return { user, deviceId, loginId, cookie };
  }

  /** Connects a device and waits for its greeting. */
  async connect(device: Device): Promise<TestClient> {
    const answer = await this.tryConnect(device);
    if (!('client' in answer)) throw new Error(`refused: ${JSON.stringify(answer.refused)}`);
    await answer.client.message('hello');
    return answer.client;
  }

  async tryConnect(device: Device, extra: Partial<Parameters<typeof connect>[0]> = {}): ReturnType<typeof connect> {
    const answer = await connect({
      port: this.handle.port,
      cookie: device.cookie,
      auth: handshake(device.user.userId, device.deviceId),
      ...extra,
    });
    if ('client' in answer) this.#clients.push(answer.client);
    return answer;
  }

  /** A new device, connected. */
  async online(username: string): Promise<{ device: Device; client: TestClient }> {
    const device = await this.device(username);
    return { device, client: await this.connect(device) };
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.handle.port}${path}`, {
      method: 'POST',
      headers: { origin: `http://localhost:${this.handle.port}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.handle.close();
  }
}
