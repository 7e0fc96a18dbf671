import type { TimelineStore, UserProfile } from '@tidemark/timeline';
import type { Clock } from '../../src/clock.ts';
import type { Auth } from '../../src/identity/auth.ts';
import { createDirectory, type Directory } from '../../src/identity/directory.ts';
import type { Login } from '../../src/identity/logins.ts';
import type { DeviceName, Standing } from '../../src/rights/standing.ts';
import { uuidv7 } from '../../src/ids.ts';

/** Users and logins in memory: a cookie `login=<id>` is the whole proof. */
export class People {
  readonly users = new Map<string, UserProfile>();
  readonly #logins = new Map<string, Login>();
  #readings = 0;
  onLoginEnded: (loginId: string) => void = () => {};

  add(username: string): UserProfile {
    const user = { userId: uuidv7(), username, displayName: username };
    this.users.set(user.userId, user);
    return user;
  }

  signIn(userId: string, endsAt = Number.MAX_SAFE_INTEGER): Login & { cookie: string } {
    const login = { loginId: uuidv7(), userId, endsAt };
    this.#logins.set(login.loginId, login);
    return { ...login, cookie: `login=${login.loginId}` };
  }

  /** What the database has of devices and their logins. */
  async standings(store: TimelineStore, clock: Clock, devices: readonly DeviceName[]): Promise<readonly Standing[]> {
    const epoch = await store.epoch();
    const records = await Promise.all(devices.map(({ userId, deviceId }) => store.device(userId, deviceId)));
    return records.flatMap((device) => {
      if (!device) return [];
      const loginEndsAt = this.#logins.get(device.loginId ?? '')?.endsAt ?? null;
      this.#readings += 1;
      return [{ ...device, epoch, loginEndsAt, readAt: clock.now() * 1000 + this.#readings }];
    });
  }

  get directory(): Directory {
    const rows = [...this.users.values()].map((user) => ({
      id: user.userId,
      username: user.username,
      name: user.displayName,
    }));
    return createDirectory({
      byIds: async (ids) => rows.filter(({ id }) => ids.includes(id)),
      byUsernames: async (names) => rows.filter(({ username }) => names.includes(username.toLowerCase())),
    });
  }

  get auth(): Auth {
    return this.authOf((loginId) => this.onLoginEnded(loginId));
  }

  /** The logins as one node sees them: what ends by its doing, it is told. */
  authOf(onLoginEnded: (loginId: string) => void): Auth {
    const find = (cookie: string | undefined) =>
      this.#logins.get(/login=([\w-]+)/.exec(cookie ?? '')?.[1] ?? '') ?? null;
    const end = async (loginId: string) => {
      this.#logins.delete(loginId);
      onLoginEnded(loginId);
    };
    return {
      handle: async () => new Response(null, { status: 404 }),
      logins: {
        find: async (headers) => find(headers.cookie),
        end,
        signOut: async (headers) => {
          const login = find(headers.cookie);
          if (login) await end(login.loginId);
          return ['login=; Max-Age=0; Path=/; HttpOnly'];
        },
      },
    };
  }
}
